package geo

// Limit is a closed limit of travel, in metres or in seconds.
type Limit struct {
	Metric Metric
	Value  int64
}

// Metric says whether a limit counts metres or seconds.
type Metric string

// The two metrics of a limit.
const (
	ByMeters  Metric = "meters"
	BySeconds Metric = "seconds"
)

// Allows reports whether a leg keeps the limit. It is closed: a leg exactly at the limit keeps it.
func (l Limit) Allows(leg Leg) bool {
	if l.Metric == BySeconds {
		return leg.Seconds <= l.Value
	}
	return leg.Meters <= l.Value
}
