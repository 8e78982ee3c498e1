import { createCipheriv, createHash, randomBytes, createSecretKey } from 'node:crypto';
import { encryptStream } from './src/stream/encrypt.ts';
import { blockNonce } from './src/stream/layout.ts';
const key = randomBytes(32), ko=createSecretKey(key), nonce = randomBytes(12);
const input = Array.from({length:16},()=>randomBytes(65536));
const N=1024;
const sides: Record<string, ()=>void> = {
 gcm(){ const c=createCipheriv('aes-256-gcm',key,nonce); for(let i=0;i<N;i++) c.update(input[i&15]!); },
 sha(){ const c=createHash('sha256'); for(let i=0;i<N;i++) c.update(input[i&15]!); },
 framedSha(){ const h=createHash('sha256'); for(let i=0;i<N;i++){ const c=createCipheriv('aes-256-gcm',ko,nonce); h.update(c.update(input[i&15]!)); c.final(); h.update(c.getAuthTag()); } },
 twoSha(){ const h=createHash('sha256'); for(let i=0;i<N;i++){ const p=input[i&15]!; const k=(i*56)%65000; const c=createCipheriv('aes-256-gcm',ko,nonce); h.update(c.update(p.subarray(0,k)));h.update(c.update(p.subarray(k))); c.final(); h.update(c.getAuthTag()); } },
 enc(){ const e=encryptStream({dataKey:key, associatedData: key}); for(let i=0;i<N;i++) e.update(input[i&15]!); },
 encSha(){ const h=createHash('sha256'); const e=encryptStream({dataKey:key, associatedData: key}); for(let i=0;i<N;i++) for (const p of e.update(input[i&15]!)) h.update(p); },
 encSha65520(){ const h=createHash('sha256'); const e=encryptStream({dataKey:key, associatedData: key}); e.update(input[0]!.subarray(0,65480)); for(let i=0;i<N;i++) for (const p of e.update(input[i&15]!.subarray(0,65520))) h.update(p); },
};
const out: Record<string, number[]>={}; for(const k in sides) out[k]=[];
for(let r=0;r<16;r++) for(const k in sides){ const b=process.cpuUsage(); sides[k]!(); const {user,system}=process.cpuUsage(b); if(r) out[k]!.push((user+system)/N); }
for(const k in out){ const s=out[k]!.sort((a,b)=>a-b); console.log(k.padEnd(12), 'us/64KiB min', s[0]!.toFixed(1),'med', s[s.length>>1]!.toFixed(1)); }
