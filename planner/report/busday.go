package report

import (
	"fmt"

	"github.com/paulmach/orb"
)

// BusDay is what buses carry in a day's routes, and what vehicles alone would have cost.
type BusDay struct {
	Lines      int     `json:"lines"`      // with a trip on the day
	Trips      int     `json:"trips"`      // on the day
	Candidates int     `json:"candidates"` // calls that some trip could serve
	Stops      int     `json:"stops"`      // calls that buses serve
	Down       int64   `json:"parcels_down"`
	Up         int64   `json:"parcels_up"`
	Yuan       float64 `json:"yuan"` // paid for them; part of the day's yuan
	// With vehicles alone, by the same solver and effort.
	VansOnlyYuan     float64 `json:"vans_only_yuan"`
	VansOnlyUsed     int     `json:"vans_only_vehicles_used"`
	VansOnlyKm       float64 `json:"vans_only_km"`
	VansOnlyUnserved int     `json:"vans_only_unserved_stops"`
	// SavingYuan is that less the day's yuan; nil where not the same stops are served, so that the two do not compare.
	SavingYuan *float64   `json:"saving_yuan"`
	Presets    []string   `json:"presets"` // figures that a line's record does not say and the route rules do
	Handovers  []Handover `json:"handovers"`
}

// Handover is parcels changing hands at a bus stop. It holds by the timetable plus what hand-overs before it take.
type Handover struct {
	At       int64     `json:"at_s"`
	Clock    string    `json:"clock"`
	Line     string    `json:"line"`
	LineName string    `json:"line_name"`
	Trip     string    `json:"trip"`
	BusStop  string    `json:"bus_stop"`
	Place    orb.Point `json:"coordinates"`
	Gives    string    `json:"gives"` // name of the depot or service point, or the line
	Takes    string    `json:"takes"`
	Stop     string    `json:"stop"` // the call whose parcels they are
	Down     bool      `json:"down"` // to the service point; false: from it
	Parcels  int64     `json:"parcels"`
}

// BusSentence says what buses bring.
func BusSentence(b *BusDay, dayYuan float64) Sentence {
	zh := fmt.Sprintf("客货邮：%d 条线路当日 %d 班，%d 处停靠可由班车带货，选 %d 处，下行 %s 件、上行 %s 件，付 %.2f 元，交接 %d 次；全用自有车 %.2f 元，带货后合计 %.2f 元",
		b.Lines, b.Trips, b.Candidates, b.Stops, Thousands(b.Down), Thousands(b.Up), b.Yuan, len(b.Handovers), b.VansOnlyYuan, dayYuan)
	en := fmt.Sprintf("Bus freight: %d lines with %d trips on the day could serve %d stops and serve %d, with %s parcels down and %s up for %.2f yuan and %d hand-overs; vehicles alone cost %.2f yuan, with buses %.2f",
		b.Lines, b.Trips, b.Candidates, b.Stops, Thousands(b.Down), Thousands(b.Up), b.Yuan, len(b.Handovers), b.VansOnlyYuan, dayYuan)
	if b.SavingYuan != nil {
		return Sentence{zh + fmt.Sprintf("，省 %.2f 元。", *b.SavingYuan), en + fmt.Sprintf(", a saving of %.2f.", *b.SavingYuan)}
	}
	return Sentence{zh + fmt.Sprintf("（自有车有 %d 处没有服务到，两者不可直接相比）。", b.VansOnlyUnserved), en + fmt.Sprintf(" (vehicles alone leave out %d stops, so the two do not compare).", b.VansOnlyUnserved)}
}
