-- The account is found with a plan that is kept. As a statement with parameters that may be null it was planned anew for each login, which
-- took longer than to run it.

-- The account with this user name (in any case), phone number (E.164) or e-mail address, and the attempt to log in to it, which is counted (see
-- auth.charge()). No user name is one of the other two, so there is one account at most. Looks for each of them, whatever is found, so that
-- no time says which one it was.
create function auth.open_login(
    account text, device text, phone text, email text, typed text, network text, free integer[], forget double precision[]
) returns table (
    id bigint, nickname text, password_hash text, disabled boolean, credentials_version integer, is_demo boolean,
    knows_device boolean, subjects text[], wait double precision
)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
begin
    select m.id, m.nickname, m.password_hash, m.disabled_at is not null, m.credentials_version, m.is_demo
    into open_login.id, open_login.nickname, open_login.password_hash, open_login.disabled, open_login.credentials_version, open_login.is_demo
    from auth.member m
    where m.id = any(array[
        (select n.id from auth.member n where lower(n.user_name) = lower(open_login.account)),
        (select p.id from auth.member p where p.phone = open_login.phone),
        (select e.id from auth.member e where e.email = open_login.email)
    ]);
    open_login.knows_device := exists (
        select from auth.known_device d
        where d.token_hash = encode(sha256(convert_to(open_login.device, 'UTF8')), 'hex') and d.member_id = open_login.id
    );
    open_login.subjects := case
        when open_login.knows_device then array['device ' || open_login.device]
        else array_remove(array[
            coalesce('member ' || open_login.id, 'account ' || open_login.typed), 'address ' || open_login.network
        ], null)
    end;
    open_login.wait := extract(epoch from auth.charge(open_login.subjects, open_login.free, array(
        select make_interval(secs => s.seconds) from unnest(open_login.forget) with ordinality s (seconds, n) order by s.n
    )));
    -- Nobody waits until it is on disk.
    perform set_config('synchronous_commit', 'off', true);
    return next;
end
$$;
