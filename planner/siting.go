package planner

import (
	"iter"

	"cuntong/geo"
)

// Objective names the siting question. METHOD.md gives each in words and as a formula.
type Objective string

// The siting questions. "d" is the leg by Siting.Limit.Metric; only legs that keep Siting.Limit count, in every question.
const (
	// LSCP, location set covering (Toregas et al. 1971, doi:10.1287/opre.19.6.1363): open the fewest new sites so
	// that every demand that can be covered is covered. The objective counts the sites opened beyond the fixed ones.
	LSCP Objective = "lscp"
	// SetCover, weighted: the same with the least Σ Site.CostYuan of the sites opened beyond the fixed ones.
	SetCover Objective = "scp"
	// MCLP, maximal covering location (Church and ReVelle 1974, doi:10.1007/BF01942293): open new sites within
	// New and BudgetYuan so that the most weight is covered, fixed sites included. With Decay or BackupPermille
	// the objective counts thousandths of weight.
	MCLP Objective = "mclp"
	// PMedian (Hakimi 1964, doi:10.1287/opre.12.3.450): least Σ weight·d to the nearest open site (to the Nearest
	// nearest ones where more than one are asked for). Every demand must be served.
	PMedian Objective = "pmedian"
	// PCenter (Hakimi 1964): least largest d to the nearest open site. Weights play no part but in the tie-break:
	// among the best sets that were found, the one with least Σ weight·d.
	PCenter Objective = "pcenter"
	// PDispersion (Kuby 1987, doi:10.1111/j.1538-4632.1987.tb00133.x): open exactly New new sites so that the
	// smallest Spacing between any two open sites is largest.
	PDispersion Objective = "pdispersion"
	// FixedCharge, uncapacitated or capacitated facility location (Balinski 1965, doi:10.1287/mnsc.12.3.253): least
	// Σ Site.Charge of the sites opened beyond the fixed ones + Σ weight·d. Every demand must be served.
	FixedCharge Objective = "facility"
	// MaxMin, equity: open new sites within New and BudgetYuan so that the smallest share of weight covered, over
	// all Towns with weight, is largest; in thousandths, rounded down. Ties: the most weight covered.
	MaxMin Objective = "maxmin"
	// Huff (Huff 1964, doi:10.1177/002224296402800307): open new sites within New and BudgetYuan so that the most
	// weight chooses them, where a demand's choice among open sites is proportional to Site.Attraction / d^HuffPower.
	// The objective counts thousandths of weight.
	Huff Objective = "huff"
)

// Maximises reports whether the objective is the larger the better.
func (o Objective) Maximises() bool {
	switch o {
	case MCLP, PDispersion, MaxMin, Huff:
		return true
	}
	return false
}

// Travel is demand × site travel by row: a *geo.SparseMatrix, or legs computed as they are asked for. It holds at
// least all pairs that keep the problem's Limit; more do no harm.
type Travel interface {
	// Size returns the number of demands and of sites.
	Size() (demands, sites int)
	// Row yields the sites of one demand in ascending order, each once, with its leg.
	Row(demand int) iter.Seq2[int, geo.Leg]
}

// Siting is a question about which sites to open. The zero value of every option means that it is not used.
type Siting struct {
	Objective Objective
	Demands   []Demand
	Sites     []Site
	Travel    Travel
	Limit     geo.Limit

	// New limits how many sites are opened beyond the fixed ones; nil no such limit.
	New *int64
	// BudgetYuan limits the sum of Site.CostYuan over the sites opened beyond the fixed ones; nil no such limit.
	BudgetYuan *int64
	// Towns limit what opens in each town and ask for a floor of coverage; Demand.Town and Site.Town are positions here.
	Towns []Town
	// Splittable lets several sites share a demand's load (classic capacitated facility location); without it each
	// demand is served by one site. Counts only where sites have a Capacity or a MinLoad. A share then costs
	// weight·d·share/load, where load is the demand's; these fractions are added up exactly over all shares, and the
	// objective is the whole number not below the total. So is a bound: a proof in fractions is one in whole numbers.
	Splittable bool
	// Nearest is how many nearest open sites of each demand PMedian adds up; 0 means 1.
	Nearest int
	// Decay makes coverage partial: a demand counts by the largest Permille of a step that its nearest open site
	// keeps. Steps have ascending Within and descending Permille. MCLP only; empty: 1,000 within Limit.
	Decay []DecayStep
	// BackupPermille is what a second open site within the limit adds to a demand's weight. MCLP only.
	BackupPermille int64
	// Spacing gives the travel between sites, both ways alike, and MinSpacing the least d allowed between two open
	// sites of which at least one is new; nil no such rule. A pair that Spacing does not hold is far enough apart.
	Spacing    Travel
	MinSpacing *int64
	// HuffPower is the exponent of distance in Huff, in tenths; 0 means 20.
	HuffPower int64
}

// Demand is a settlement inside a problem.
type Demand struct {
	Weight int64 // people, or 1; at least 0
	Load   int64 // parcels a day that fill Capacity and MinLoad; at least 0
	Town   int32 // position in Siting.Towns; not read where there are none
	Needs  int32 // open sites within the limit that cover it; 0 means 1
}

// Site is a place where a facility is or could be.
type Site struct {
	Fixed      bool   // open already and stays open
	Forbidden  bool   // never opened
	CostYuan   int64  // for opening it; at least 0; counts under a budget and in SetCover
	Charge     int64  // FixedCharge only: what an open site costs, in units of weight·d; at least 0
	Capacity   *int64 // most load of the demands it serves; nil no such limit
	MinLoad    int64  // least load of the demands it serves, where it is open and new
	Town       int32  // position in Siting.Towns
	Exclusive  int32  // of the sites with the same number above 0 at most one is open (one host per village)
	Attraction int64  // Huff only; 0 means 1
}

// Town limits the new sites of one town and asks for a least coverage of its weight.
type Town struct {
	MinNew, MaxNew *int64 // nil no such limit
	FloorPermille  int64  // least share of the town's weight that is served within the limit, in thousandths; 0 none
}

// DecayStep says that a leg up to Within covers Permille of a demand's weight.
type DecayStep struct{ Within, Permille int64 }

// Unassigned stands in SitingAnswer.Assignment for a demand that nobody serves.
const Unassigned int32 = -1

// SitingAnswer is an answer to a Siting problem.
type SitingAnswer struct {
	Status    Status
	Objective *int64  // nil where there is no answer
	Bound     *int64  // proven: not above the best possible where least is asked for, not below it where most is; nil without one
	Open      []int32 // all open sites, fixed ones included, ascending
	// Assignment gives each demand the site that serves it, within the limit, or Unassigned. Without Capacity and
	// MinLoad that is the nearest open one by (d, metres, seconds, position); nil where demands are split.
	Assignment []int32
	Shares     []Share // Splittable with capacities: who carries how much, by demand and site ascending
	// Blocked lists the demands that fewer allowed sites than they need could ever cover, ascending. A question that
	// must serve every demand and has blocked ones is Infeasible; LSCP and SetCover then still cover all the others.
	Blocked []int32
	Reason  string // a sentence where Status is infeasible or there is no bound
	Stats   Stats
}

// Share is a part of a demand's load that one site serves, and the same part of its weight. The shares of a demand add
// up to its load and are each above 0, but that a demand without load has one share of 0 that carries all its weight.
type Share struct {
	Demand, Site int32
	Load         int64
}
