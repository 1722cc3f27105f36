/**
 * The first estimate of a zone: the worst that can happen and who could bring
 * it about. Likelihood is taken at its highest, as ZCR 2.1 asks, so the rating
 * follows the consequence alone; the target follows the worse of both answers.
 */
import type { Level } from '../../domain/sl'

/** The worst case in five steps, in the words of the record. */
export const ratings = ['none', 'low', 'medium', 'high', 'very high'] as const
export type Rating = (typeof ratings)[number]

export const isRating = (x: string): x is Rating => (ratings as readonly string[]).includes(x)

/** Kinds of harm. */
export const categories = ['safety', 'environment', 'production', 'finance', 'data'] as const
export type Category = (typeof categories)[number]

export const isCategory = (x: string): x is Category => (categories as readonly string[]).includes(x)

/** Who could do it, each named by the level that keeps them out. */
export const actors = ['mistake', 'simple', 'skilled', 'state'] as const
export type Actor = (typeof actors)[number]

export const isActor = (x: string): x is Actor => (actors as readonly string[]).includes(x)

const levelOfActor: Record<Actor, Level> = { mistake: 1, simple: 2, skilled: 3, state: 4 }
const levelOfRating: Record<Rating, Level> = { none: 1, low: 1, medium: 2, high: 3, 'very high': 3 }

export interface Estimate {
  category: Category
  rating: Rating
  actor: Actor
}

/** The level that an estimate asks for: the worse of consequence and attacker. */
export const levelFor = (e: Pick<Estimate, 'rating' | 'actor'>): Level => Math.max(levelOfActor[e.actor], levelOfRating[e.rating])

/** What to start from for a type of zone. */
export function usualEstimate(type: string): Estimate {
  switch (type) {
    case 'safety':
      return { category: 'safety', rating: 'high', actor: 'simple' }
    case 'business':
      return { category: 'finance', rating: 'low', actor: 'simple' }
    case 'temporary':
      return { category: 'production', rating: 'low', actor: 'simple' }
    default:
      return { category: 'production', rating: 'medium', actor: 'simple' }
  }
}

/** Whether a rating is above what the owner accepts, so that a detailed assessment is due (ZCR 4.1). */
export const above = (rating: string, tolerable: string): boolean =>
  isRating(rating) && isRating(tolerable) && ratings.indexOf(rating) > ratings.indexOf(tolerable)
