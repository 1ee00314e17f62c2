{{ config(materialized='view') }}
select transaction_id, reference as payment_id, amount, booked_on
from {{ source('bank', 'transactions') }}
