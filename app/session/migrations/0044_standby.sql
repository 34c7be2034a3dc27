-- Whether a synchronous standby follows this server. A primary without one may have a successor that it has not heard of (docs/sessions.md,
-- section 4). Who owns this function needs the rights of pg_read_all_stats: to everybody else the state of standbys is null.
create function session.has_standby() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
return exists (
    select from pg_catalog.pg_stat_replication where state = 'streaming' and sync_state in ('sync', 'quorum')
);

revoke execute on function session.has_standby() from public;
