select order_id, sum(line_amount) as total_amount, count(*) as line_count
from {{ ref('stg_order_items') }}
group by order_id
