import { testDatabase } from './src/database/index.ts';
import pg from 'pg';
import { connectionOf, openTicket, poolOf } from '@guardroom/db';
const t = await testDatabase();
await t.admin.query(`insert into districts values ('d1','D')`);
await t.admin.query(`insert into schools (school_id,district_id,name) values ('s1','d1','S')`);
await t.admin.query(`insert into principals (sub,kind,district_id,name) values ('p','person','d1','P')`);
const auth = poolOf(t.config,'auth',1);
const ticket = await openTicket(auth,{sub:'p',kind:'school',districtId:'d1',schoolId:'s1',schoolNo:1,tokenIssuedAt:new Date(),expiresAt:new Date(Date.now()+6e5)});
await t.admin.query(`
set role gr_owner;
create function gr.a1() returns text language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare r text; begin
 select t.school_id into r from auth.tickets t join auth.principals p on p.sub=t.sub where t.hash = sha256(decode(current_setting('gr.ticket', true),'hex')) and t.kind='school' and t.expires_at>clock_timestamp() and p.active and t.token_issued_at>=p.not_before;
 if r is null then raise insufficient_privilege using message='x'; end if; return r; end $$;
create function gr.a2() returns text language plpgsql stable security definer as $$
declare r text; begin
 select t.school_id into r from auth.tickets t join auth.principals p on p.sub=t.sub where t.hash = sha256(decode(current_setting('gr.ticket', true),'hex')) and t.kind='school' and t.expires_at>clock_timestamp() and p.active and t.token_issued_at>=p.not_before;
 if r is null then raise insufficient_privilege using message='x'; end if; return r; end $$;
create function gr.a3() returns text language plpgsql stable as $$ begin return current_setting('gr.ticket',true); end $$;
create function gr.a4() returns text language plpgsql stable security definer set search_path=pg_catalog,pg_temp as $$ begin return current_setting('gr.ticket',true); end $$;
create function gr.a5() returns text language sql stable security definer as $$ select t.school_id from auth.tickets t join auth.principals p on p.sub=t.sub where t.hash = sha256(decode(current_setting('gr.ticket', true),'hex')) $$;
create function gr.a6() returns text language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare r text; begin
 select t.school_id into r from auth.tickets t where t.hash = sha256(decode(current_setting('gr.ticket', true),'hex')) and t.kind='school' and t.expires_at>clock_timestamp();
 if r is null then raise insufficient_privilege using message='x'; end if; return r; end $$;
grant execute on all functions in schema gr to gr_school; reset role`);
const c = new pg.Client({...connectionOf(t.config,'school'), pipeline:true}); await c.connect();
const ext=(text,values=[])=>({text,values,queryMode:'extended'});
await c.query('begin');await c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));
for (const f of ['school_id','a1','a2','a3','a4','a5','a6']) {
 for(let i=0;i<12;i++) await c.query(`select gr.${f}()`);
 const xs=[];for(let i=0;i<200;i++) {const r=(await c.query(`explain (analyze, timing off) select gr.${f}()`)).rows.map(r=>r['QUERY PLAN']).join('\n'); xs.push(+/Execution Time: ([\d.]+)/.exec(r)[1])}
 xs.sort((a,b)=>a-b); console.log(f, xs[100], xs[20], xs[180]);
}
await c.query('commit');
for (const s of ['select 1','discard all','close all','set session authorization default','reset all','deallocate all','unlisten *','select pg_advisory_unlock_all()','discard temp','discard sequences','discard plans','commit','begin','begin;commit','close all;deallocate all','reset all; reset session authorization; deallocate all; close all; unlisten *','begin;set local a.b=\'1\'; commit; reset all']) {
 const xs=[];for(let i=0;i<300;i++){const a=performance.now();await c.query(s);xs.push(performance.now()-a)} if(s==='begin') await c.query('commit'); xs.sort((a,b)=>a-b);console.log((xs[150]*1000).toFixed(0).padStart(5),s)
}
await c.end();await auth.end();await t.drop();
