select o.customer_id, count(*) as order_count, sum(t.total_amount) as lifetime_amount, max(o.ordered_at) as last_ordered_at
from {{ ref('stg_orders') }} as o
join {{ ref('int_order_totals') }} as t using (order_id)
group by o.customer_id
