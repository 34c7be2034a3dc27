-- PostgreSQL keeps the plan of a statement until its tables are analysed again, which may be a minute after they grew. A plan
-- that was made for twenty sessions reads all of them, once for each: right for twenty. With a hundred thousand the first
-- thousand rows of a clean-up took 44 s. So the verbs plan each time anew, for the tables as they are: none of them is
-- called often. The look-up is, and is written so that it has only one plan.
--
-- `create or replace` forgets this setting: whoever replaces a verb says it again.

alter function session.clean_up(integer) set plan_cache_mode = force_custom_plan;
alter function session.reap(text[]) set plan_cache_mode = force_custom_plan;
alter function session.touch(text[], interval) set plan_cache_mode = force_custom_plan;
alter function session.refused(text[]) set plan_cache_mode = force_custom_plan;
alter function session.discard(text, bytea) set plan_cache_mode = force_custom_plan;
alter function session.finish(text, text) set plan_cache_mode = force_custom_plan;
alter function session.rotate(text, text, interval) set plan_cache_mode = force_custom_plan;
alter function session.sign_in(
    text, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) set plan_cache_mode = force_custom_plan;
alter function session.revoke(bigint, text) set plan_cache_mode = force_custom_plan;
alter function session.revoke_all(bigint, text, text) set plan_cache_mode = force_custom_plan;

-- A member's live sessions: that of `current` first, then by last use.
create function session.list(member bigint, current text) returns table (
    handle text, is_current boolean, signed_in_at timestamptz, last_seen_at timestamptz, expires_at timestamptz,
    remembered boolean, method text, ip text, user_agent text
)
language plpgsql stable set plan_cache_mode = force_custom_plan
as $$
begin
    return query
    select l.handle::text, l.id = list.current, l.signed_in_at, l.last_seen_at, r.expiry_date, l.remembered, l.method,
           host(l.ip), l.user_agent
    from session.login l
    join session.record r on r.id = l.id
    join session.member m on m.id = l.member_id
    where l.member_id = list.member
      and session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at,
                        m.sessions_valid_after, session.now()) = 'live'
    order by l.id = list.current desc, l.last_seen_at desc, l.id;
end
$$;

revoke execute on function session.list(bigint, text) from public;
