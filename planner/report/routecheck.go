package report

// RouteCheck says whether routes made by hand keep the day's rules, and what they break.
type RouteCheck struct {
	Plan       string           `json:"plan_id"`
	Right      bool             `json:"right"`
	Vehicles   int              `json:"vehicles"`
	Stops      int              `json:"served_stops"`
	Violations []RouteViolation `json:"violations"`
}

// RouteViolation is one thing that is wrong.
type RouteViolation struct {
	Vehicle string   `json:"vehicle,omitempty"`
	Stop    string   `json:"stop,omitempty"`
	Why     Sentence `json:"why"`
}

// Add notes a violation.
func (c *RouteCheck) Add(vehicle, stop, zh, en string) {
	c.Violations = append(c.Violations, RouteViolation{vehicle, stop, Sentence{zh, en}})
}
