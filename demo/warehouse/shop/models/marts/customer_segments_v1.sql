select customer_id, case when order_count >= 4 then 'regular' else 'occasional' end as segment
from {{ ref('customers') }}
