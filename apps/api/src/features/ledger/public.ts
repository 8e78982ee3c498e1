export { type ProvedFact, type ProvedFacts, provedFacts } from './proved-facts.ts';
