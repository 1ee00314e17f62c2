select o.*, t.total_amount, t.line_count
from {{ ref('stg_orders') }} as o
join {{ ref('int_order_totals') }} as t using (order_id)
