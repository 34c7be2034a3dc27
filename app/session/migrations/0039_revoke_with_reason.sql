-- A session can be ended by somebody else than its member, who says why.

-- Ends the session of this handle if it is one of the member's; the reason is a word that its events keep. False if there is none (any more).
create function session.revoke(member bigint, this_handle text, reason text) returns boolean
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_id text;
begin
    perform set_config('session.reason', revoke.reason, true);
    loop
        select l.id into this_id from session.login l where l.handle::text = this_handle and l.member_id = revoke.member;
        if not found then
            return false;
        end if;
        delete from session.record r where r.id = this_id;
        if found then
            return true;
        end if;
    end loop;
end
$$;

-- By its member.
create or replace function session.revoke(member bigint, this_handle text) returns boolean
language plpgsql set plan_cache_mode = force_custom_plan
as $$
begin
    return session.revoke(revoke.member, this_handle, 'revoked');
end
$$;

revoke execute on function session.revoke(bigint, text, text) from public;
