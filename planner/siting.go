package planner

import (
	"iter"

	"cuntong/geo"
)

// Objective names the siting question. METHOD.md gives each in words and as a formula.
type Objective string

// The siting questions. "d" is the leg by Siting.Limit.Metric; only legs that keep Siting.Limit count, in every question.
//
// A demand is served where it has a place in SitingAnswer.Assignment or its whole load in SitingAnswer.Shares. It is
// covered where it is served and at least Demand.Needs open sites keep the limit. It is blocked where fewer allowed
// (not forbidden) sites than Needs, or than Siting.Nearest, keep the limit.
const (
	// LSCP, location set covering (Toregas et al. 1971, doi:10.1287/opre.19.6.1363): open the fewest new sites so
	// that every demand that is not blocked is covered. The objective counts the sites opened beyond the fixed ones.
	LSCP Objective = "lscp"
	// SetCover, weighted: the same with the least Σ Site.CostYuan of the sites opened beyond the fixed ones.
	SetCover Objective = "scp"
	// MCLP, maximal covering location (Church and ReVelle 1974, doi:10.1007/BF01942293): open new sites within
	// New and BudgetYuan so that the most weight is covered, fixed sites included. With Decay or BackupPermille
	// the objective counts thousandths of weight: of a covered demand weight × (the permille of its decay step, 1,000
	// without Decay; and BackupPermille where one site more than it needs is open within the limit).
	MCLP Objective = "mclp"
	// PMedian (Hakimi 1964, doi:10.1287/opre.12.3.450): least Σ weight·d to the site that serves (to the Nearest
	// nearest ones, added up, where more than one are asked for). Every demand must be served. Split demands as
	// Splittable says.
	PMedian Objective = "pmedian"
	// PCenter (Hakimi 1964): least largest d to the site that serves. Every demand must be served. Weights play no part
	// but in the tie-break: among the best sets that were found the one with least Σ weight·d, which SitingAnswer.Second
	// reports (split demands as in PMedian).
	PCenter Objective = "pcenter"
	// PDispersion (Kuby 1987, doi:10.1111/j.1538-4632.1987.tb00133.x): open exactly New new sites so that the
	// smallest Spacing between two open sites, of which at least one is new, is largest. Where Spacing holds no such
	// pair the objective is one more than the largest d of any pair that it holds.
	PDispersion Objective = "pdispersion"
	// FixedCharge, uncapacitated or capacitated facility location (Balinski 1965, doi:10.1287/mnsc.12.3.253): least
	// Σ Site.Charge of the sites opened beyond the fixed ones + Σ weight·d. Every demand must be served. Split demands
	// count as in PMedian.
	FixedCharge Objective = "facility"
	// MaxMin, equity: open new sites within New and BudgetYuan so that the smallest share of weight covered, over
	// all Towns with weight, is largest; in thousandths, rounded down; 1,000 where no town has weight. Ties: among
	// the sets that were found the most weight covered, which SitingAnswer.Second reports.
	MaxMin Objective = "maxmin"
	// Huff (Huff 1964, doi:10.1177/002224296402800307): open new sites within New and BudgetYuan so that the most
	// weight chooses new ones, where a demand's choice among the open sites within the limit is proportional to
	// Site.Attraction / d^(HuffPower/10), and the fixed sites are the competition. In whole numbers: with m the least d
	// of the demand's allowed sites within the limit, and every d below 1 taken as 1, a site draws
	// Attraction · ⌊2³⁰·(m/d)^(HuffPower/10)⌋ of the demand, the power exact before it is rounded down. Where new sites
	// draw N and fixed ones F of a demand, ⌊1,000·weight·N/(N+F)⌋ counts (0 where N+F is 0), thousandths of weight. What
	// a site must carry (Capacity, MinLoad) is Σ ⌊load·its draw/(N+F)⌋; Assignment names the nearest open sites as always.
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
	// demand is served by one site. A demand is served whole or not at all, also where it is split. Counts only where
	// sites have a Capacity or a MinLoad; not with Decay, Nearest and Huff. A share costs weight·d·share/load, where load
	// is the demand's; these fractions are added up exactly over all shares, and the objective is the whole number not
	// below the total. So is a bound: a proof in fractions is one in whole numbers.
	Splittable bool
	// Nearest is how many nearest open sites of each demand PMedian adds up; 0 means 1. Not with Capacity or MinLoad.
	Nearest int
	// Decay makes coverage partial: a demand counts by the largest Permille of a step that the leg to the site that
	// serves it keeps, 0 beyond the last. Steps have ascending Within and descending Permille. MCLP only; empty: 1,000
	// within Limit.
	Decay []DecayStep
	// BackupPermille is what one open site within the limit more than a demand needs adds to its weight, if it is
	// covered. MCLP only.
	BackupPermille int64
	// Spacing gives the travel between sites, both ways alike, and MinSpacing the least d allowed between two open
	// sites of which at least one is new; nil no such rule. A pair that Spacing does not hold is far enough apart.
	// Limit has no say in it.
	Spacing    Travel
	MinSpacing *int64
	// HuffPower is the exponent of distance in Huff, in tenths; 0 means 20.
	HuffPower int64
}

// Loaded reports whether sites have a Capacity or a MinLoad, so that a demand may have to leave its nearest open site
// and, unless it must be served, may be served by none.
func (p *Siting) Loaded() bool {
	for _, s := range p.Sites {
		if s.Capacity != nil || s.MinLoad > 0 {
			return true
		}
	}
	return false
}

// Split reports whether an answer has Shares in place of an Assignment.
func (p *Siting) Split() bool { return p.Splittable && p.Objective != Huff && p.Loaded() }

// MustServe reports whether the objective asks for every demand that is not blocked.
func (o Objective) MustServe() bool {
	switch o {
	case LSCP, SetCover, PMedian, PCenter, FixedCharge:
		return true
	}
	return false
}

// Asks returns how many allowed sites within the limit a demand needs so as not to be blocked.
func (p *Siting) Asks(demand int) int {
	return max(1, int(p.Demands[demand].Needs), p.Nearest)
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
	MinLoad    int64  // least load of the demands it serves, where it is open and not fixed
	Town       int32  // position in Siting.Towns
	Exclusive  int32  // of the sites with the same number above 0 at most one is open (one host per village)
	Attraction int64  // Huff only; 0 means 1
}

// Town limits the new sites of one town and asks for a least coverage of its weight.
type Town struct {
	MinNew, MaxNew *int64 // nil no such limit
	// FloorPermille is the least share of the town's weight that is covered, in thousandths; 0 none. Not read in LSCP
	// and SetCover, which cover all that is not blocked.
	FloorPermille int64
}

// DecayStep says that a leg up to Within covers Permille of a demand's weight.
type DecayStep struct{ Within, Permille int64 }

// Unassigned stands in SitingAnswer.Assignment for a demand that nobody serves.
const Unassigned int32 = -1

// SitingAnswer is an answer to a Siting problem. Infeasible without an Objective says that it was proven that no set of
// sites will do; where the effort ends before anything is found or proven the status is Stopped without an Objective.
type SitingAnswer struct {
	Status    Status
	Objective *int64  // nil where there is no answer
	Bound     *int64  // proven: not above the best possible where least is asked for, not below it where most is; nil without one
	Second    *int64  // PCenter and MaxMin: what ties were broken by; no claim that it is the best; nil otherwise
	Open      []int32 // all open sites, fixed ones included, ascending
	// Assignment gives each demand the site that serves it, within the limit, or Unassigned. Without Capacity and
	// MinLoad, and under Huff, that is the nearest open one by (d, metres, seconds, position); nil where demands are split.
	Assignment []int32
	// Shares say who carries how much where Siting.Split, by demand and site ascending.
	Shares []Share
	// Blocked lists the blocked demands, ascending. A question that must serve every demand and has blocked ones is
	// Infeasible; LSCP and SetCover then still cover all the others, as far as the options let them.
	Blocked []int32
	Reason  string // a sentence where Status is infeasible or there is no bound
	Stats   Stats
}

// Share is a part of a demand's load that one site serves, and the same part of its weight. The shares of a served demand
// add up to its load and are each above 0, but that a demand without load has one share of 0 that carries all its weight.
type Share struct {
	Demand, Site int32
	Load         int64
}
