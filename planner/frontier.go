package planner

// Frontier is the whole curve of weight covered against a limit on what is opened: the number of new sites where the
// problem has New, yuan where it has BudgetYuan. It answers an MCLP problem for every limit up to the problem's own.
type Frontier struct {
	Status Status // optimal where every point's Bound equals its Weight; feasible or stopped otherwise
	// Points ascend in what they use and in Weight; the first opens nothing. For every limit from a point's use on and
	// below the next point's, Weight is the best found and Bound is proven; the last one's holds up to the problem's limit.
	Points []FrontierPoint
	// Chains are orders of opening, by position in the problem's sites; fixed ones are not listed.
	Chains [][]int32
	Nested bool // every point opens what the points before it open, so there is one chain
	Reason string
	Stats  Stats
}

// FrontierPoint is the answer that opens the first New sites of a chain.
type FrontierPoint struct {
	New    int64 // sites opened beyond the fixed ones
	Yuan   int64 // what they cost
	Weight int64 // covered, fixed sites included; thousandths of weight with Decay or BackupPermille
	Bound  int64 // not below the most weight that any limit of this point allows
	Chain  int32 // position in Chains
}

// Open returns the new sites of a point in the order of opening.
func (f *Frontier) Open(point FrontierPoint) []int32 { return f.Chains[point.Chain][:point.New] }
