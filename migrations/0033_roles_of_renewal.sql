-- Every service renews what it is shown. Each function asks for the secret, so a service that has only read ids can do nothing with them.
grant select on session.renewal to cfmall_auth, cfmall_mall;
grant select (id, renewed_at) on session.login to cfmall_mall;
grant execute on function
    session.state_of_dead(timestamptz, text, timestamptz, interval, timestamptz), session.renew(bytea, text, interval),
    session.promote(bytea), session.end_copied(bytea, interval), session.renewed_to(text)
to cfmall_auth, cfmall_mall;
