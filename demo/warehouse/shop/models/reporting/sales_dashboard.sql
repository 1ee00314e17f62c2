select d.sold_on, d.order_count, d.total_amount, p.paid_amount
from {{ ref('daily_sales') }} as d
left join (
  select cast(o.ordered_at as date) as sold_on, sum(p.paid_amount) as paid_amount
  from {{ ref('orders') }} as o
  join {{ ref('int_payments_per_order') }} as p using (order_id)
  where o.status <> 'returned'
  group by 1
) as p using (sold_on)
