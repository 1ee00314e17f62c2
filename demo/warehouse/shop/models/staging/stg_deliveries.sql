select
  "ShipmentId" as delivery_id,
  "OrderId" as order_id,
  "Carrier" as carrier,
  "ShippedAt" as shipped_at,
  "DeliveredAt" as delivered_at
from {{ source('carrier', 'deliveries') }}
