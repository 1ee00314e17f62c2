select c.*, coalesce(o.order_count, 0) as order_count, coalesce(o.lifetime_amount, 0) as lifetime_amount, o.last_ordered_at
from {{ ref('stg_customers') }} as c
left join {{ ref('int_customer_orders') }} as o using (customer_id)
