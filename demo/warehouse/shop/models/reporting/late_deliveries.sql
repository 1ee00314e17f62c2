select d.delivery_id, d.order_id, d.carrier, d.days_under_way
from {{ ref('deliveries') }} as d
where d.days_under_way > (select min(promised_days) from {{ ref('delivery_zones') }})
