{{ config(severity='warn') }}
-- Every order is paid in full, to the cent.
select o.order_id, o.total_amount, p.amount
from {{ ref('orders') }} as o
join {{ ref('payments') }} as p using (order_id)
where o.total_amount <> p.amount
