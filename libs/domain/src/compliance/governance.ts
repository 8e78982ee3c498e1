import { control } from './judge.ts';

/**
 * The posts that the regulations ask for are filled by appointment.
 * @source R10 §6(1)
 * @source R02 §9
 */
export const postsAndCharters = control({
  control: 'governance.posts-and-charters',
  evidence: 'post',
  parameters: [],
  reasons: ['posts.filled', 'posts.deputy_vacant', 'posts.vacant', 'posts.not_accepted'],
  rule: { kind: 'worst' },
  none: ['no_evidence', 'posts.vacant'],
  judge: (post: { id: string; holders: number; unaccepted: number }) => {
    if (post.holders === 0) return post.id === 'deputy_head' ? ['partial', 'posts.deputy_vacant'] : ['fail', 'posts.vacant'];
    return post.unaccepted > 0 ? ['partial', 'posts.not_accepted'] : ['pass', 'posts.filled'];
  },
  figures: (posts) => ({ vacant: posts.filter((p) => p.holders === 0).length }),
});
