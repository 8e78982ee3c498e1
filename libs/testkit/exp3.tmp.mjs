import { TenantDb, poolOf, single, openTicket, RELEASE } from '@guardroom/db';
import { testDatabase, aSchool, aGateway, aCamera, aPerson, actorFor } from '@guardroom/testkit';
const db = await testDatabase();
const owner = poolOf(db.config,'owner',8), school=poolOf(db.config,'school',8);
const s = await aSchool(db), c = await aCamera(db, await aGateway(db,s));
const by = await actorFor(db, await aPerson(db,s), {expiresAt:new Date(Date.now()+3e6)});
await db.admin.query('vacuum analyze');
const Q='select camera_id, name, location, space from cameras where camera_id = $1';
const bare = single({ text: 'select camera_id, name, location, space from cameras where school_id = $1 and camera_id = $2', values: [s.schoolId, c.cameraId] });
const T=(v)=>{};
async function v(mode){
  const client = await school.connect();
  client.query('begin isolation level repeatable read read only').catch(T);
  client.query("select set_config('gr.ticket', $1, true)",[by.ticket]).catch(T);
  const r = await client.query(single({text:Q,values:[c.cameraId]}));
  if(mode==='wait'){const e=client.query('commit');client.query(RELEASE).then(()=>client.release());await e;}
  if(mode==='nowait'){client.query('commit').catch(T);client.query(RELEASE).then(()=>client.release());}
  if(mode==='merged'){client.query('commit;'+RELEASE).then(()=>client.release());}
  if(mode==='mergedwait'){await client.query('commit;'+RELEASE);client.release();}
  if(mode==='discard'){client.query('commit').catch(T);client.query('discard all').then(()=>client.release());}
  if(mode==='small'){client.query('commit; close all; reset all; deallocate all; unlisten *; select pg_advisory_unlock_all()').then(()=>client.release());}
  if(mode==='none'){client.query('commit').then(()=>client.release());}
  return r;
}
const V={bare:()=>owner.query(bare), tenants:()=>db.tenants.read(by,tx=>tx.sql`select camera_id, name, location, space from cameras where camera_id = ${c.cameraId}`)};
for (const m of ['wait','nowait','merged','mergedwait','discard','small','none']) V[m]=()=>v(m);
const wall={},cpu={};
for(let r=0;r<12;r++) for(const k in V){ const N=200; const c0=process.cpuUsage(); const t=performance.now(); for(let i=0;i<N;i++) await V[k](); const d=(performance.now()-t)/N; const u=process.cpuUsage(c0); if(r>1){(wall[k]??=[]).push(d);(cpu[k]??=[]).push((u.user+u.system)/N/1000)}}
const med=a=>a.sort((x,y)=>x-y)[a.length>>1];
for(const k in V) console.log(k.padEnd(12),'wall',med(wall[k]).toFixed(3),(med(wall[k])/med(wall.bare)).toFixed(2),'min',Math.min(...wall[k]).toFixed(3),(Math.min(...wall[k])/Math.min(...wall.bare)).toFixed(2),'client cpu',med(cpu[k]).toFixed(3));
await owner.end();await school.end();await db.drop();
