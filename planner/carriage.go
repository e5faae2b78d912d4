package planner

import "math/bits"

// Carriage says what carrying costs on one echelon.
type Carriage struct {
	DaysPerYear  int64
	FenPerStop   int64 // of one call: the time of its driver
	FenPerKm     int64
	Capacity     int64 // parcels of a full vehicle, above 0
	StopsPerTour int64 // calls of a full tour, above 0
}

// FixedFen is what being called at costs a year whatever is carried: the call, its share of the way out and back by
// StopsPerTour, and its local way. Rounded up to whole fen.
func (c Carriage) FixedFen(meters, localMeters int64) int64 {
	return c.DaysPerYear*c.FenPerStop +
		mulDivUp(c.DaysPerYear*c.FenPerKm, 2*meters, 1000*c.StopsPerTour) + mulDivUp(c.DaysPerYear*c.FenPerKm, localMeters, 1000)
}

// FlowFen is what carrying a village's flow of parcels a day costs a year beyond FixedFen: its share of the way out
// and back by Capacity. Rounded up to whole fen for each village, so that the cost of a network is a plain sum.
func (c Carriage) FlowFen(meters, flow int64) int64 {
	return mulDivUp(c.DaysPerYear*c.FenPerKm*2*flow, meters, 1000*c.Capacity)
}

// mulDivUp is a·b/c rounded up, exact for any product; Check keeps the quotient within int64.
func mulDivUp(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	low, carry := bits.Add64(low, uint64(c-1), 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(c))
	return int64(quotient)
}

// check reports whether the figures are in a range in which all products are exact.
func (c Carriage) check() bool {
	return c.DaysPerYear >= 0 && c.DaysPerYear <= 366 && c.FenPerStop >= 0 && c.FenPerStop <= maxTariff && c.FenPerKm >= 0 && c.FenPerKm <= maxTariff &&
		c.Capacity > 0 && c.Capacity <= maxFlow && c.StopsPerTour > 0 && c.StopsPerTour <= maxFlow
}
