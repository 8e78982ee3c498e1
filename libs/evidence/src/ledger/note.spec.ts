import { describe, expect, test } from '@jest/globals';
import { instantOf, newId } from '@guardroom/kernel';
import { generateSigningKeyPair } from '../index.ts';
import {
  addSignatures, checkpointText, commitmentOf, cosigner, cosignerKey, leafOf, newSalt, noteSigner, noteVerifier, openCheckpoint, openNote, parseCheckpoint, parseLeaf, parseNote, signCheckpoint, signNote,
  verifierKey,
} from './index.ts';

/** The example that Go's note package documents: key, text and signature. */
const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const note = `${text}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe('signed notes', () => {
  test('are what Go signs with the same key', () => {
    const signer = noteSigner('PeterNeumann', seed);
    expect(signer.vkey).toBe(vkey);
    expect(signNote(text, signer)).toBe(note);
    expect(openNote(note, noteVerifier(vkey))).toBe(text);
  });

  test('open only unchanged and by a known key', () => {
    const verifier = noteVerifier(vkey);
    const other = noteSigner('other', generateSigningKeyPair().privateKey);
    expect(openNote(note.replace('think', 'thank'), verifier)).toBeUndefined();
    expect(openNote(note, noteVerifier(other.vkey))).toBeUndefined();
    expect(openNote(addSignatures(note, other.sign(text)), verifier)).toBe(text);
    const forged = { ...other.sign(text), name: 'PeterNeumann', keyHash: verifier.keyHash };
    expect(openNote(addSignatures(note, forged), verifier)).toBeUndefined();
  });

  test('are refused when malformed', () => {
    for (const wrong of [text, `${text}\n`, note.slice(0, -1), note.replace('\u2014', '-'), note.replace('x08g', 'x08 '), note.replace('MC', 'M\tC').replace('If', 'I\rf'), `${note}\n`]) {
      expect(openNote(wrong, noteVerifier(vkey))).toBeUndefined();
    }
    expect(parseNote('a\n\nb\n\n\u2014 k AAAAAAA=\n')).toMatchObject({ text: 'a\n\nb\n', signatures: [{ name: 'k' }] });
    expect(() => signNote('no newline')).toThrow(RangeError);
    for (const wrong of ['x', vkey.replace('c74f20a3', 'c74f20a4'), vkey.replace('PeterNeumann', 'Peter'), vkey.replace('ARpc', 'Ahpc'), '']) expect(() => noteVerifier(wrong)).toThrow(RangeError);
    expect(() => verifierKey('a b', Buffer.alloc(32))).toThrow(RangeError);
  });
});

describe('checkpoints', () => {
  const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const exampleNote =
    `${example}\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n` +
    '\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

  test('of the C2SP pages are read and written back as they stand', () => {
    const parsed = parseNote(exampleNote)!;
    expect(parsed.text).toBe(example);
    const checkpoint = parseCheckpoint(parsed.text)!;
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(checkpointText(checkpoint)).toBe(example);
    expect(parsed.signatures.map(({ name, bytes }) => [name, bytes.length])).toEqual([['example.com/behind-the-sofa', 64], ['witness.example.com/w1', 72]]);
    expect(parsed.signatures[1]!.bytes.readBigUInt64BE()).toBe(1_679_315_147n);
    expect(addSignatures(`${parsed.text}\n`, ...parsed.signatures)).toBe(exampleNote);
  });

  test('open for their own log only', () => {
    const keys = generateSigningKeyPair();
    const signer = noteSigner('guardroom/dst_1', keys.privateKey);
    const signed = signCheckpoint({ origin: 'guardroom/dst_1', size: 3, root: Buffer.alloc(32, 7) }, signer);
    expect(openCheckpoint(signed, 'guardroom/dst_1', noteVerifier(signer.vkey))).toEqual({ origin: 'guardroom/dst_1', size: 3, root: Buffer.alloc(32, 7) });
    expect(openCheckpoint(signed, 'guardroom/dst_2', noteVerifier(signer.vkey))).toBeUndefined();
    expect(openCheckpoint(signed.replace('\n3\n', '\n4\n'), 'guardroom/dst_1', noteVerifier(signer.vkey))).toBeUndefined();
  });

  test('are refused in any other spelling', () => {
    for (const wrong of [example.replace('20852163', '020852163'), example.slice(0, -1), example.replace('q2I=', 'q2J='), `${example}\n`, example.replace('example.com/behind-the-sofa', ''), 'a\n1\n']) {
      expect(parseCheckpoint(wrong)).toBeUndefined();
    }
    expect(parseCheckpoint(`${example}more\n`)).toMatchObject({ extensions: ['more'] });
    expect(() => checkpointText({ origin: 'a\nb', size: 1, root: Buffer.alloc(32) })).toThrow(RangeError);
    expect(() => checkpointText({ origin: 'a', size: -1, root: Buffer.alloc(32) })).toThrow(RangeError);
  });

  test('carry cosignatures of witnesses with the time at which they saw them', () => {
    const [log, witness] = [generateSigningKeyPair(), generateSigningKeyPair()];
    const sign = cosigner('school/sch_1', witness.privateKey, () => 1_679_315_147_999);
    expect(sign.vkey).toBe(cosignerKey('school/sch_1', witness.publicKey));
    const signed = signCheckpoint({ origin: 'o', size: 1, root: Buffer.alloc(32) }, noteSigner('o', log.privateKey), sign);
    expect(openCheckpoint(signed, 'o', noteVerifier(sign.vkey))).toMatchObject({ size: 1 });
    expect(openCheckpoint(signed, 'o', noteVerifier(verifierKey('o', log.publicKey)))).toMatchObject({ size: 1 });
    const line = parseNote(signed)!.signatures[1]!;
    expect(line.bytes.readBigUInt64BE()).toBe(1_679_315_147n);
    line.bytes.writeBigUInt64BE(1_679_315_148n);
    expect(openNote(addSignatures(`${parseNote(signed)!.text}\n`, line), noteVerifier(sign.vkey))).toBeUndefined();
  });
});

describe('leaves', () => {
  const o = { id: newId('fct'), at: instantOf(1_763_799_123_000), salt: newSalt(), fact: { kind: 'footage_request.approved', by: '张老师' } };

  test('say that, when and a commitment, and nothing of the contents', () => {
    const entry = leafOf(o);
    expect(entry.toString()).toBe(`{"at":"2025-11-22T08:12:03.000Z","commitment":"${commitmentOf(o.salt, o.fact)}","id":"${o.id}","v":1}`);
    expect(parseLeaf(entry)).toEqual({ v: 1, id: o.id, at: o.at, commitment: commitmentOf(o.salt, { by: '张老师', kind: 'footage_request.approved' }) });
  });

  test('commit to salt and contents', () => {
    const commitments = [commitmentOf(o.salt, o.fact), commitmentOf(newSalt(), o.fact), commitmentOf(o.salt, { ...o.fact, by: '李老师' })];
    expect(new Set(commitments).size).toBe(3);
    expect(() => commitmentOf(Buffer.alloc(31), o.fact)).toThrow(RangeError);
  });

  test('are taken in their one spelling only', () => {
    for (const wrong of ['', 'null', '[]', `${leafOf(o)} `, leafOf(o).toString().replace('"v":1', '"v":2'), leafOf(o).toString().replace('}', ',"x":1}')]) {
      expect(parseLeaf(Buffer.from(wrong))).toBeUndefined();
    }
  });
});
