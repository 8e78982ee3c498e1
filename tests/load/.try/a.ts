import { createHash, randomBytes, createCipheriv, createSecretKey } from 'node:crypto';
import { encryptStream } from '../../../libs/evidence/src/stream/encrypt.ts';
import { generateSealingKeyPair, sealSegment } from '@guardroom/evidence';
import { sampleHeader } from '@guardroom/evidence/sample';
const key = randomBytes(32), ko=createSecretKey(key), nonce=randomBytes(12);
const input = Array.from({length:16},()=>randomBytes(65536));
const N=4000; const recipientPublicKey = generateSealingKeyPair().publicKey;
const sides: Record<string, ()=>Promise<void>> = {
 async gcm(){ const c=createCipheriv('aes-256-gcm',key,nonce); for(let i=0;i<N;i++) c.update(input[i&15]!); },
 async sha(){ const c=createHash('sha256'); for(let i=0;i<N;i++) c.update(input[i&15]!); },
 async framedSha(){ const h=createHash('sha256'); for(let i=0;i<N;i++){ const c=createCipheriv('aes-256-gcm',ko,nonce); h.update(c.update(input[i&15]!)); c.final(); h.update(c.getAuthTag()); } },
 async encSha(){ const h=createHash('sha256'); const e=encryptStream({dataKey:key, associatedData: key}); for(let i=0;i<N;i++) for (const p of e.update(input[i&15]!)) h.update(p); },
 async seal(){ const s=await sealSegment({header:sampleHeader(), recipientPublicKey}); for(let i=0;i<N;i++) s.writePieces(input[i&15]!); },
 async seal65520(){ const s=await sealSegment({header:sampleHeader(), recipientPublicKey}); s.writePieces(input[0]!.subarray(0,65480)); for(let i=0;i<N;i++) s.writePieces(input[i&15]!.subarray(0,65520)); },
};
const out: Record<string, number[]>={}; for(const k in sides) out[k]=[];
for(let r=0;r<8;r++) for(const k in sides){ const b=process.cpuUsage(); await sides[k]!(); const {user,system}=process.cpuUsage(b); if(r) out[k]!.push((user+system)/N); }
for(const k in out){ const s=out[k]!.sort((a,b)=>a-b); console.log(k.padEnd(12), 'us/64KiB min', s[0]!.toFixed(1),'med', s[s.length>>1]!.toFixed(1)); }
console.log(process.memoryUsage());
