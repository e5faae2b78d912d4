package fleet

import (
	"math"
	"testing"
)

func TestCoolingFollowsTheLogarithm(t *testing.T) {
	c := newCooling(100_000, 1_000)
	for i, got := range c.minusLog {
		want := -math.Log((float64(i) + 0.5) / 4096)
		if math.Abs(float64(got)/(1<<32)-want) > 1e-6 {
			t.Fatalf("minus log %d is %g, want %g", i, float64(got)/(1<<32), want)
		}
	}
	for share := 0.0; share <= 1; share += 0.01 {
		c.at(uint64(share * (1 << 32)))
		want := 100 * math.Pow(0.01, share)
		if got := float64(c.now) / 65536; math.Abs(got-want) > want*1e-3 {
			t.Fatalf("temperature at %g is %g, want %g", share, got, want)
		}
	}
	r := newRandom(1, 1)
	sum := 0.0
	for range 100_000 {
		sum += float64(c.worse(r))
	}
	if mean := sum / 100_000; mean < 0.4 || mean > 0.7 { // rounded down from a mean of 1
		t.Errorf("mean threshold %g at temperature 1, rounded down", mean)
	}
}
