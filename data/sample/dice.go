package sample

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws whole numbers from one stream of a seed. Each step of the generator has a stream of its own,
// so that a change in one step leaves the others as they were.
type dice struct{ source *rand.PCG }

// The streams.
const (
	streamOutline uint64 = iota + 1
	streamNames
	streamSeats
	streamPlaces
	streamPeople
	streamStations
	streamPoints
	streamServices
	streamCandidates
	streamVehicles
	streamRoads
)

func newDice(seed int64, stream uint64) dice {
	return dice{rand.NewPCG(uint64(seed), stream)}
}

// below returns 0 ≤ x < n. The multiply-high draw is off uniform by less than n/2⁶⁴.
func (d dice) below(n int64) int64 {
	high, _ := bits.Mul64(d.source.Uint64(), uint64(n))
	return int64(high)
}

// between returns low ≤ x ≤ high.
func (d dice) between(low, high int64) int64 { return low + d.below(high-low+1) }

// permille is true in share of a thousand draws.
func (d dice) permille(share int64) bool { return d.below(1000) < share }

// lognormal returns a weight around one million whose logarithm has the given standard deviation, in
// percent: a product of many small factors (Gibrat's law), so that no machine's exp decides.
func (d dice) lognormal(sigmaPercent int64) int64 {
	const flips = 36 // the sum of 36 signs has standard deviation 6
	weight := int64(1_000_000)
	// exp(sigma/6) to the second order, in ten-thousandths
	factor := 10_000 + sigmaPercent*100/6 + sigmaPercent*sigmaPercent/72
	signs := d.source.Uint64()
	for i := range flips {
		if signs>>i&1 == 1 {
			weight = weight * factor / 10_000
		} else {
			weight = weight * 10_000 / factor
		}
	}
	return weight * d.between(930, 1070) / 1000
}

// pick returns one of the choices.
func pick[T any](d dice, choices ...T) T { return choices[d.below(int64(len(choices)))] }

// apportion splits total by weight: largest remainders, ties by position, nobody below least unless the
// total does not suffice. Total × largest weight must fit an int64.
func apportion(total int64, weights []int64, least int64) []int64 {
	shares := make([]int64, len(weights))
	if total < least*int64(len(weights)) {
		least = total / int64(max(1, len(weights)))
	}
	pinned := make([]bool, len(weights))
	for {
		rest, sum := total, int64(0)
		for i, w := range weights {
			if pinned[i] {
				rest -= least
			} else {
				sum += w
			}
		}
		again := false
		given := int64(0)
		remainders := make([]int64, len(weights))
		for i, w := range weights {
			if pinned[i] {
				shares[i], remainders[i] = least, -1
				continue
			}
			shares[i], remainders[i] = rest*w/sum, rest*w%sum
			given += shares[i]
			if shares[i] < least {
				pinned[i], again = true, true
			}
		}
		if again {
			continue
		}
		for ; given < rest; given++ {
			best := 0
			for i := range remainders {
				if remainders[i] > remainders[best] {
					best = i
				}
			}
			shares[best]++
			remainders[best] = -1
		}
		return shares
	}
}
