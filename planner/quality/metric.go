package quality

import (
	"fmt"
	"math"
)

// Metric says how the distance of two points becomes a whole number.
type Metric string

// The metrics. Which one the published values of a family use stands in the doc of its reader.
const (
	Floor   Metric = "floor"   // ⌊√(dx²+dy²)⌋
	Nearest Metric = "nearest" // ⌊√(dx²+dy²) + ½⌋, TSPLIB's EUC_2D
	Ceil    Metric = "ceil"    // ⌈√(dx²+dy²)⌉
	Euclid  Metric = "euclid"  // √(dx²+dy²) to the nearest 1/Scale
)

func (m Metric) check() error {
	switch m {
	case Floor, Nearest, Ceil, Euclid:
		return nil
	}
	return fmt.Errorf("metric %q is not one of floor, nearest, ceil, euclid", m)
}

const (
	// maxLeg keeps distances between points within 31 bits, so that models may store them in four bytes.
	maxLeg = 1<<31 - 1
	// maxScale is the finest unit that exact distances and unit costs are rounded to.
	maxScale = 1_000_000
	// maxCoordinate keeps whole distances below maxLeg.
	maxCoordinate = 700_000_000.0
)

// scaleFor returns the largest power of ten up to maxScale that keeps a cost within maxLeg.
func scaleFor(largest float64) int64 {
	scale := int64(maxScale)
	for scale > 1 && largest*float64(scale) > maxLeg-1 {
		scale /= 10
	}
	return scale
}

// between returns the distance of two points in units of 1/scale. Products stand in float64(…) so that no machine
// fuses them with the sum and gets another floor.
func (m Metric) between(ax, ay, bx, by, scale float64) int64 {
	dx, dy := ax-bx, ay-by
	d := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	switch m {
	case Nearest:
		return int64(d + 0.5)
	case Ceil:
		return int64(math.Ceil(d))
	case Euclid:
		return int64(float64(d*scale) + 0.5)
	}
	return int64(d)
}
