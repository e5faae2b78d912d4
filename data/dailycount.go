package data

// DailyCount is what one service point gets and sends on one day. It comes from the day's sorting and takes the place of the means
// that settlements have on record.
type DailyCount struct {
	Date       Date
	Facility   string // ID of the service point
	Down       *int64 // parcels brought there; nil not counted
	Up         *int64 // parcels taken from there; nil not counted
	Provenance Provenance
	Version    int64
}

// ID is the key of a count: the day, a blank and the facility, so that counts are listed day by day.
func (c DailyCount) ID() string { return string(c.Date) + " " + c.Facility }

func dailyCountKey(c *DailyCount) (string, *int64) { return c.ID(), &c.Version }

func checkDailyCount(c *check, d *DailyCount) {
	c.key = d.ID()
	c.text("text", d.Facility)
	if d.Date == "" || d.Facility == "" {
		c.fail("names no day or no facility")
	}
	c.day("date", d.Date)
	c.count("parcels down", d.Down)
	c.count("parcels up", d.Up)
	c.provenance(d.Provenance)
}

// count refuses a negative number of things.
func (c *check) count(field string, number *int64) {
	if number != nil && *number < 0 {
		c.fail("%s is %d, expected 0 or more", field, *number)
	}
}
