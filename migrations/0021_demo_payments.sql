-- The demo provider of payments: what a bank would have in a database of its own. Nothing here has a foreign key to the shop, and the shop
-- reads none of it.

create schema demo_payments;

-- A payment that a merchant has asked for.
create table demo_payments.trade (
    -- The merchant's number, and ours.
    number text primary key,
    reference text not null constraint trade_reference_key unique,
    amount_fen bigint not null constraint trade_amount_positive check (amount_fen > 0),
    subject text not null,
    -- Where the payer goes back to, and where the merchant is told.
    return_url text not null,
    notice_url text not null,
    opened_at timestamptz not null default now(),
    declined_at timestamptz,
    paid_at timestamptz,
    refunded_at timestamptz,
    constraint trade_paid_was_not_declined check (paid_at is null or declined_at is null),
    constraint trade_refunded_was_paid check (refunded_at is null or paid_at is not null)
);

-- What the merchant is told, until they say that they have heard it.
create table demo_payments.notice (
    id bigint generated always as identity primary key,
    number text not null references demo_payments.trade,
    due_at timestamptz not null,
    attempts integer not null default 0,
    heard_at timestamptz
);

create index notice_due on demo_payments.notice (due_at) where heard_at is null;

grant usage on schema demo_payments to cfmall_mall;
grant select, insert, update (declined_at, paid_at, refunded_at) on demo_payments.trade to cfmall_mall;
grant select, insert, update (due_at, attempts, heard_at) on demo_payments.notice to cfmall_mall;
grant usage on all sequences in schema demo_payments to cfmall_mall;
