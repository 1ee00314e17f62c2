-- What people have left in the warehouse by hand, after dbt last looked.
create table scratch.tmp_import as select * from raw.customers where city = 'Berlin';
create table scratch.customers as select customer_id, full_name from raw.customers;
create table marts.orders_backup as select * from marts.orders;

-- The model `abandoned_carts` is written but has never been run; an analyst could not wait.
create table reporting.abandoned_carts as
select 1 as cart_id, 3 as customer_id, timestamp '2024-04-02 19:30:00' as abandoned_at;

-- The model `legacy_margin` is disabled; its last table is still here.
create table reporting.legacy_margin as select 'AMS' as store_code, 0.31 as margin;

-- `int_order_totals` was a table once and is an ephemeral model now.
create schema if not exists intermediate;
create table intermediate.int_order_totals as select 1001 as order_id, 90.00 as total_amount;
