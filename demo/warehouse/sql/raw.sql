-- What the loaders of the bicycle shop have brought in before dbt runs. dbt knows these tables as sources.
create schema raw;
create schema scratch;

create table raw.customers (
  customer_id integer,
  full_name varchar,
  email varchar,
  city varchar,
  joined_on date,
  loaded_at timestamp
);
insert into raw.customers
select v.*, now() at time zone 'UTC'
from (values
  (1, 'Ada Spoke', 'ada@example.com', 'Amsterdam', date '2023-01-14'),
  (2, 'Bo Saddle', 'bo@example.com', 'Berlin', date '2023-02-02'),
  (3, 'Cleo Chain', null, 'Copenhagen', date '2023-03-19'),
  (4, 'Dan Pedal', 'dan@example.com', 'Amsterdam', date '2023-05-07'),
  (5, 'Eve Gear', 'eve@example.com', 'Berlin', date '2023-06-21'),
  (6, 'Finn Brake', 'finn@example.com', 'Utrecht', date '2023-08-30'),
  (7, 'Gia Wheel', null, 'Utrecht', date '2023-10-11'),
  (8, 'Hal Frame', 'hal@example.com', 'Copenhagen', date '2023-11-25'),
  (9, 'Ida Fork', 'ida@example.com', 'Berlin', date '2024-01-03'),
  (10, 'Jon Bell', 'jon@example.com', 'Amsterdam', date '2024-02-16')
) as v(customer_id, full_name, email, city, joined_on);
comment on table raw.customers is 'Written by the loader: full copy, every hour.';
comment on column raw.customers.email is 'Written by the loader: varchar, nullable.';

create table raw.orders as
select
  1001 + i as order_id,
  1 + (i * 7) % 10 as customer_id,
  timestamp '2024-03-01 09:00:00' + to_hours(i * 17) as ordered_at,
  ['AMS', 'BER', 'WEB'][1 + i % 3] as store_code,
  ['delivered', 'delivered', 'shipped', 'placed', 'returned'][1 + i % 5] as status,
  (now() at time zone 'UTC') - interval 30 hours as loaded_at
from range(40) as t(i);

create table raw.order_items as
select
  1001 + i as order_id,
  line as line_number,
  1 + (i * 3 + line) % 8 as product_id,
  1 + i % 2 as quantity,
  (25 + 40 * (1 + (i * 3 + line) % 8))::decimal(10, 2) as unit_price
from range(40) as t(i), range(1, 4) as l(line)
where line <= 1 + i % 3;

-- Order 1008 is paid one euro short: the singular test `orders_match_payments` finds it.
create table raw.payments as
select
  'P-' || order_id as payment_id,
  order_id,
  ['card', 'transfer', 'voucher'][1 + order_id % 3] as method,
  (sum(quantity * unit_price) - case when order_id = 1008 then 1 else 0 end)::decimal(10, 2) as amount,
  timestamp '2024-03-02 08:00:00' + to_hours((order_id - 1001) * 17) as paid_at,
  timestamp '2024-04-30 06:00:00' as loaded_at
from raw.order_items
group by order_id;

-- The carrier's feed spells its names its own way; dbt declares it as `shipments`.
create table raw."Shipments" as
select
  'S-' || order_id as "ShipmentId",
  order_id as "OrderId",
  ['Cargo Cats', 'Parcel Pals'][1 + order_id % 2] as "Carrier",
  ordered_at + interval 1 day as "ShippedAt",
  case when status in ('delivered', 'returned')
    then ordered_at + to_days((2 + order_id % 5)::integer) end as "DeliveredAt"
from raw.orders
where status <> 'placed';

-- Nobody has registered a return in the new form yet.
create table raw.returns (return_id integer, order_id integer, reason varchar, loaded_at timestamp);

create table raw.clicks_2024_03 as
select i as click_id, '/bikes/' || (1 + i % 8) as page, timestamp '2024-03-01' + to_hours(i) as clicked_at
from range(60) as t(i);
create table raw.clicks_2024_04 as
select 60 + i as click_id, '/bikes/' || (1 + i % 8) as page, timestamp '2024-04-01' + to_hours(i) as clicked_at
from range(60) as t(i);

-- The bank has booked every transfer but two.
create table raw.bank_transactions as
select
  'T-' || order_id as transaction_id,
  payment_id as reference,
  amount,
  cast(paid_at + interval 1 day as date) as booked_on,
  now() at time zone 'UTC' as loaded_at
from raw.payments
where order_id not in (1012, 1021);
