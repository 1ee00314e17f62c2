-- A day later: two new orders for the incremental model, one customer who moved for the snapshot.
insert into raw.orders
select 1041 + i, 1 + i, timestamp '2024-04-10 10:00:00' + to_hours(i), 'WEB', 'placed',
  (now() at time zone 'UTC') - interval 30 hours
from range(2) as t(i);
insert into raw.order_items
select 1041 + i, 1, 1 + i, 1, (25 + 40 * (1 + i))::decimal(10, 2)
from range(2) as t(i);
update raw.customers set city = 'Rotterdam' where customer_id = 6;
