-- Whoever looks a session up may ask whether a standby has everything that was acknowledged; not which, nor where.
grant execute on function session.has_standby() to cfmall_auth, cfmall_mall;
