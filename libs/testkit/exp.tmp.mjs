import { testDatabase } from './src/database/index.ts';
import pg from 'pg';
import { connectionOf, openTicket, poolOf } from '@guardroom/db';
const t = await testDatabase();
await t.admin.query(`insert into districts values ('d1','D')`);
await t.admin.query(`insert into schools (school_id,district_id,name) values ('s1','d1','S')`);
await t.admin.query(`insert into principals (sub,kind,district_id,name) values ('p','person','d1','P')`);
await t.admin.query(`insert into gateways (school_id,gateway_id,district_id,name) values ('s1','g1','d1','G')`);
await t.admin.query(`insert into cameras (school_id,camera_id,district_id,school_no,gateway_id,name,location,space,rtsp_url,username,sealed_password,registered_at) select 's1','c'||i,'d1',1,'g1','n'||i,'l','gate','r','u','\\x00',now() from generate_series(1,64) i`);
const auth = poolOf(t.config,'auth',1);
const ticket = await openTicket(auth,{sub:'p',kind:'school',districtId:'d1',schoolId:'s1',schoolNo:1,tokenIssuedAt:new Date(),expiresAt:new Date(Date.now()+6e5)});
const c = new pg.Client({...connectionOf(t.config,'school'), pipeline:true}); await c.connect();
const o = new pg.Client({...connectionOf(t.config,'school'), pipeline:true, user:'postgres', password: t.admin.options.password}); await o.connect();
import { RELEASE as SPLIT } from "@guardroom/db";
const ext=(text,values=[])=>({text,values,queryMode:'extended'});
const q = "select camera_id,name from cameras where camera_id=$1";
const V={
  bare: async()=>{await o.query(ext("select camera_id,name from cameras where school_id='s1' and camera_id=$1",['c7']))},
  today: async()=>{await c.query(`begin; set local gr.ticket='${ticket}'`);await c.query(ext(q,['c7']));await c.query('commit');await c.query('discard all')},
  pipe: async()=>{c.query('begin');c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));await c.query(ext(q,['c7']));const a=c.query('commit');const b=c.query('discard all');await a; await b},
  pipeSplit: async()=>{c.query('begin');c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));await c.query(ext(q,['c7']));const a=c.query('commit');const b=c.query(SPLIT);await a;await b},
  pipeNoReset: async()=>{c.query('begin');c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));await c.query(ext(q,['c7']));await c.query('commit');},
  discard: async()=>{await c.query('discard all')},
  split: async()=>{await c.query(SPLIT)},
  ctx_literal: async()=>{await c.query(`begin; set local gr.ticket='${ticket}'`);await c.query('commit')},
  ctx_bind: async()=>{c.query('begin');c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));await c.query('commit')},
  two_ext: async()=>{c.query(ext('select 1'));await c.query(ext('select 1'))},
};
const res={};
for(let r=0;r<7;r++) for(const k in V){const ts=[];for(let i=0;i<300;i++){const s=performance.now();await V[k]();ts.push(performance.now()-s)} ts.sort((a,b)=>a-b);(res[k]??=[]).push(ts[150]);}
for(const k in res){res[k].sort((a,b)=>a-b);console.log(k.padEnd(12),res[k][3].toFixed(3),(res[k][3]/res.bare.sort((a,b)=>a-b)[3]).toFixed(2))}
// accessor cost inside a server loop
for (const [n,warm] of [['school_id',1]]) {
 await c.query('begin');await c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));
 for(let i=0;i<10;i++) await c.query('select gr.school_id()');
 for (const e of ['select gr.school_id()','select 1',q.replace('$1',"'c7'")]) console.log((await c.query('explain (analyze, verbose) '+e)).rows.map(r=>r['QUERY PLAN']).join('\n'));
 await c.query('commit');await c.query('discard all');
 await c.query('begin');await c.query(ext("select set_config('gr.ticket',$1,true)",[ticket]));
 console.log('after discard', (await c.query('explain (analyze) select gr.school_id()')).rows.map(r=>r['QUERY PLAN']).join('\n'));
 await c.query('commit');
}
await c.end();await o.end();await auth.end();await t.drop();
