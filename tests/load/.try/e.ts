import { createHash, randomBytes, createCipheriv, createSecretKey } from 'node:crypto';
import { generateSealingKeyPair, sealSegment } from '@guardroom/evidence';
import { encryptStream } from '../../../libs/evidence/src/stream/encrypt.ts';
import { sampleHeader } from '@guardroom/evidence/sample';
const key = randomBytes(32), ko=createSecretKey(key), nonce=randomBytes(12);
const recipientPublicKey = generateSealingKeyPair().publicKey;
const input = Array.from({length:4},()=>randomBytes(65536));
const N=3000; const held=Buffer.allocUnsafeSlow(65536);
const cpu=(f:()=>void)=>{ const b=process.cpuUsage(); f(); const {user,system}=process.cpuUsage(b); return (user+system)/N; };
const sides: Record<string, (s: any)=>void> = {
  gcm(){ const c=createCipheriv('aes-256-gcm',key,nonce); for(let i=0;i<N;i++) c.update(input[i&3]!); },
  sha(){ const c=createHash('sha256'); for(let i=0;i<N;i++) c.update(input[i&3]!); },
  framed(){ for(let i=0;i<N;i++){ const c=createCipheriv('aes-256-gcm',ko,nonce); c.update(input[i&3]!); c.final(); c.getAuthTag(); } },
  framedSha(){ const h=createHash('sha256'); for(let i=0;i<N;i++){ const c=createCipheriv('aes-256-gcm',ko,nonce); h.update(c.update(input[i&3]!)); c.final(); h.update(c.getAuthTag()); } },
  copy(){ const h=createHash('sha256'); for(let i=0;i<N;i++){ const c=createCipheriv('aes-256-gcm',ko,nonce); const k=(i*16)%65000+1; held.set(input[i&3]!.subarray(0,k)); held.set(input[i&3]!.subarray(k), k); h.update(c.update(held));  c.final(); h.update(c.getAuthTag()); } },
  enc(){ const e=encryptStream({dataKey:key, associatedData: key}); for(let i=0;i<N;i++) e.update(input[i&3]!); },
  encSha(){ const h=createHash('sha256'); const e=encryptStream({dataKey:key, associatedData: key}); for(let i=0;i<N;i++) for (const p of e.update(input[i&3]!)) h.update(p); },
  seal(s){ for(let i=0;i<N;i++) s.writePieces(input[i&3]!); },
};
const out: Record<string, number[]>={}; for(const k in sides) out[k]=[];
for(let r=0;r<12;r++) for(const k in sides){ const s=await sealSegment({header:sampleHeader(), recipientPublicKey}); (globalThis as any).gc(); const t=cpu(()=>sides[k]!(s)); if(r) out[k]!.push(t); }
for(const k in out){ const s=out[k]!.sort((a,b)=>a-b); console.log(k.padEnd(12), 'us/64KiB min', s[0]!.toFixed(1),'med', s[s.length>>1]!.toFixed(1)); }
