package report

import "fmt"

// HaulDay is how parcels come from the hubs to the stations before the tours leave, and what was collected the day before goes back.
// Times are seconds from midnight.
type HaulDay struct {
	Stations  int            `json:"stations"` // with parcels
	Served    int            `json:"served_stations"`
	Vehicles  int            `json:"vehicles_used"`
	Hired     int            `json:"hired_vehicles"` // beyond those on record, at the preset figures of a truck
	Trips     int            `json:"trips"`
	Down      int64          `json:"parcels_down"`
	Up        int64          `json:"parcels_up"`
	Km        float64        `json:"km"`
	Hours     float64        `json:"hours"`
	Yuan      float64        `json:"yuan"` // part of the day's yuan
	CutOff    int64          `json:"cut_off_s"`
	Promise   int64          `json:"promise_s"`
	WorstDown *int64         `json:"worst_down_s"` // from the cut-off at the hub to the last village; nil where a station is not supplied
	WorstUp   *int64         `json:"worst_up_s"`   // from being collected to the hub on the next morning
	Kept      bool           `json:"promise_kept"`
	Routes    []DayRoute     `json:"routes"`
	Unserved  []UnservedStop `json:"unserved"`
}

// HaulSentence says the first echelon in one sentence.
func HaulSentence(h *HaulDay) Sentence {
	zh := fmt.Sprintf("县到乡干线：%d 处站中 %d 处由 %d 辆车（其中临时租用 %d 辆）%d 趟在班次开始之前送到，下行 %s 件、带回前一日上行 %s 件，%.0f 公里，%.2f 元",
		h.Stations, h.Served, h.Vehicles, h.Hired, h.Trips, Thousands(h.Down), Thousands(h.Up), h.Km, h.Yuan)
	en := fmt.Sprintf("Haulage: %d vehicles (%d of them hired) make %d trips to %d of %d stations before the tours leave, with %s parcels down and %s of the day before back, %.0f km, %.2f yuan",
		h.Vehicles, h.Hired, h.Trips, h.Served, h.Stations, Thousands(h.Down), Thousands(h.Up), h.Km, h.Yuan)
	if h.WorstDown != nil && h.WorstUp != nil {
		kept := "守住"
		word := "kept"
		if !h.Kept {
			kept, word = "没有守住", "broken"
		}
		zh += fmt.Sprintf("；%d 小时时限%s：到村最晚 %.1f 小时，上行回县最晚 %.1f 小时", h.Promise/3600, kept, float64(*h.WorstDown)/3600, float64(*h.WorstUp)/3600)
		en += fmt.Sprintf("; the promise of %d hours is %s: at most %.1f hours to a village, %.1f hours back to the hub", h.Promise/3600, word, float64(*h.WorstDown)/3600, float64(*h.WorstUp)/3600)
	} else {
		zh += "；有站没有按时送到，时限没有守住"
		en += "; some stations are not supplied in time, so the promise is broken"
	}
	return Sentence{zh + "。", en + "."}
}
