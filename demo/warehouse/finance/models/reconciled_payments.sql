select p.payment_id, p.order_id, p.amount, b.transaction_id, b.booked_on
from {{ source('shop', 'payments') }} as p
left join {{ ref('stg_bank_transactions') }} as b using (payment_id)
