select
  {% if var('carrier_feed') == 'v2' %}parcel_reference{% else %}delivery_id{% endif %} as delivery_id,
  order_id,
  carrier,
  shipped_at,
  delivered_at,
  date_diff('day', shipped_at, delivered_at) as days_under_way
from {{ ref('stg_deliveries') }}
