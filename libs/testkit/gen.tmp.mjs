import { testDatabase } from './src/database/index.ts';
import { writeFileSync } from 'node:fs';
const t = await testDatabase();
const MODELS = { districts:'District', schools:'School', appointments:'Appointment', district_appointments:'DistrictAppointment', gateways:'Gateway', gateway_status:'GatewayStatus', cameras:'Camera', camera_status:'CameraStatus', school_day_keys:'SchoolDayKey', camera_day_keys:'CameraDayKey', recording_gaps:'RecordingGap', camera_days:'CameraDay', footage_requests:'FootageRequest', footage_request_cameras:'FootageRequestCamera', request_numbers:'RequestNumber', holds:'Hold', hold_cameras:'HoldCamera', viewing_sessions:'ViewingSession', viewing_entries:'ViewingEntry', control_results:'ControlResult' };
const PLURAL = { District:'districts', Appointment:'appointments', DistrictAppointment:'appointments', Gateway:'gateways', Camera:'cameras', SchoolDayKey:'dayKeys', CameraDayKey:'dayKeys', RecordingGap:'gaps', CameraDay:'days', FootageRequest:'footageRequests', FootageRequestCamera:'cameras', Hold:'holds', HoldCamera:'cameras', ViewingSession:'viewingSessions', ViewingEntry:'entries', ControlResult:'controlResults', School:'schools'};
const camel = s=>s.replace(/_(.)/g,(_,c)=>c.toUpperCase());
const lower = s=>s[0].toLowerCase()+s.slice(1);
const TYPES={text:['String'],timestamptz:['DateTime','@db.Timestamptz(6)'],date:['DateTime','@db.Date'],bytea:['Bytes'],jsonb:['Json'],int4:['Int'],int2:['Int','@db.SmallInt'],int8:['BigInt'],float8:['Float'],bool:['Boolean'],numeric:['Decimal','@db.Decimal(5, 2)'],_text:['String[]']};
const cols=(await t.admin.query(`select c.relname t, a.attname n, ty.typname ty, a.attnotnull nn, a.attidentity ident, pg_get_expr(d.adbin,d.adrelid) def from pg_attribute a join pg_class c on c.oid=a.attrelid join pg_type ty on ty.oid=a.atttypid left join pg_attrdef d on d.adrelid=c.oid and d.adnum=a.attnum where c.relnamespace='guardroom'::regnamespace and c.relkind in('r','p') and a.attnum>0 order by c.relname,a.attnum`)).rows;
const cons=(await t.admin.query(`select c.relname t, k.contype ty, k.conname, (select array_agg(a.attname::text order by o) from unnest(k.conkey) with ordinality u(n,o) join pg_attribute a on a.attrelid=k.conrelid and a.attnum=u.n) cols, f.relname ft, (select array_agg(a.attname::text order by o) from unnest(k.confkey) with ordinality u(n,o) join pg_attribute a on a.attrelid=k.confrelid and a.attnum=u.n) fcols from pg_constraint k join pg_class c on c.oid=k.conrelid left join pg_class f on f.oid=k.confrelid where k.connamespace='guardroom'::regnamespace and k.contype in ('p','u','f') order by 1,2,3`)).rows;
let out='';
for (const [table,model] of Object.entries(MODELS)) {
  const lines=[]; const pk=cons.find(k=>k.t===table&&k.ty==='p').cols; const uq=cons.filter(k=>k.t===table&&k.ty==='u').map(k=>k.cols);
  for(const c of cols.filter(c=>c.t===table)){ const [ty,db]=TYPES[c.ty]; const at=[];
    if(pk.length===1&&pk[0]===c.n)at.push('@id'); if(uq.some(u=>u.length===1&&u[0]===c.n))at.push('@unique');
    if(c.ident)at.push('@default(autoincrement())'); else if(c.def==='now()')at.push('@default(now())'); else if(c.def)at.push(`@default(${c.def.replace(/^'(.*)'::text$/,'"$1"').replace(/\(|\)/g,'')})`);
    if(camel(c.n)!==c.n)at.push(`@map("${c.n}")`); if(db)at.push(db);
    lines.push(`  ${camel(c.n)} ${ty}${c.nn||ty.endsWith('[]')?'':'?'} ${at.join(' ')}`); }
  for(const k of cons.filter(k=>k.t===table&&k.ty==='f'&&MODELS[k.ft])){ const many=MODELS[k.ft]; const opt=k.cols.some(n=>!cols.find(c=>c.t===table&&c.n===n).nn);
    const fname = many==='FootageRequest'?'request':many==='ViewingSession'?'session':many==='SchoolDayKey'?'schoolDayKey':lower(many);
    lines.push(`  ${fname} ${many}${opt?'?':''} @relation(fields: [${k.cols.map(camel).join(', ')}], references: [${k.fcols.map(camel).join(', ')}], onDelete: NoAction, onUpdate: NoAction)`); }
  for(const k of cons.filter(k=>k.ft===table&&k.ty==='f'&&MODELS[k.t])){ const o=MODELS[k.t]; const fp=cons.find(x=>x.t===k.t&&x.ty==='p').cols; const one=fp.length===k.cols.length&&fp.every(n=>k.cols.includes(n));
    let name= one?'status':PLURAL[o]; if(model==='Camera'&&o==='FootageRequestCamera')name='requests'; if(model==='Camera'&&o==='HoldCamera')name='holds'; if(model==='Camera'&&o==='ViewingEntry')name='viewingEntries'; if(model==='SchoolDayKey')name='cameraDayKeys'; if(model==='District'&&o==='DistrictAppointment')name='appointments';
    lines.push(`  ${name} ${o}${one?'?':'[]'}`); }
  lines.push('');
  if(pk.length>1)lines.push(`  @@id([${pk.map(camel).join(', ')}])`);
  for(const u of uq.filter(u=>u.length>1))lines.push(`  @@unique([${u.map(camel).join(', ')}])`);
  lines.push(`  @@map("${table}")`,`  @@schema("guardroom")`);
  out+=`model ${model} {\n${lines.join('\n')}\n}\n\n`;
}
const head=`// The rows that commands load and save one at a time. The tables are made by the numbered migrations; this model follows them and a
// test holds it against the live catalog. Lists, registers and everything with billions of rows is read in SQL.

generator client {
  provider               = "prisma-client"
  output                 = "../src/generated"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
}

datasource db {
  provider = "postgresql"
  schemas  = ["guardroom"]
}

`;
writeFileSync('libs/db/prisma/schema.prisma', head+out.trimEnd()+'\n');
await t.drop();
