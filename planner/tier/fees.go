package tier

import (
	"math"
	"slices"
)

// fees are what zones pay for hubs in a bound: of each hub a share for using it at all, and a toll on each parcel.
type fees struct {
	share [][]int64 // by zone and position in the basin's hubs, in units of money
	toll  []int64   // by position in the basin's hubs, for a parcel a day; 0 where the hub takes all there is
	total int64     // flow of all zones
}

func newFees(o *offers, hubs int) *fees {
	f := &fees{toll: make([]int64, hubs), total: sumOf(o.flow)}
	for _, costs := range o.cost {
		f.share = append(f.share, make([]int64, len(costs)))
	}
	return f
}

// hubs is the hubs' part of the bound: each is run at the allowed size that costs least beyond what it takes in, if that is
// below nothing or it must be run. The sizes go to size where that is not nil, −1 not run.
func (f *fees) hubs(w *ways, hubs []int32, yuanPrice int64, in box, size []int) int64 {
	sum := int64(0)
	for k, h := range hubs {
		hub := w.p.Hubs[h]
		income := int64(0)
		for _, row := range f.share {
			income += row[k]
		}
		if in.high[k] < 0 {
			if size != nil {
				size[k] = -1
			}
			continue
		}
		best, bestSize := int64(0), -1
		for n, one := range hub.Sizes[:in.high[k]+1] {
			if n < in.low[k] {
				continue
			}
			cost := scale*one.YearlyFen + yuanPrice*one.OpeningYuan - income
			if one.Capacity != nil {
				cost -= f.toll[k] * min(*one.Capacity, f.total)
			}
			if cost < best || in.low[k] >= 0 && bestSize < 0 {
				best, bestSize = cost, n
			}
		}
		if sum += best; size != nil {
			size[k] = bestSize
		}
	}
	return sum
}

// perParcel spreads shares over the flow of their zones, rounded down, and adds the tolls; by zone and hub of the network.
func (f *fees) perParcel(w *ways, hubs []int32, o *offers) [][]int64 {
	list := make([][]int64, len(f.share))
	for n, row := range f.share {
		list[n] = make([]int64, len(w.p.Hubs))
		for k, h := range hubs {
			if list[n][h] = f.toll[k]; o.flow[n] > 0 {
				list[n][h] += row[k] / o.flow[n]
			}
		}
	}
	return list
}

// Steps of the fees, and after how many without a better bound they halve.
const (
	feeSteps    = 4000
	feePatience = 40
)

// split finds good fees for a box by subgradient steps on the estimates (Held, Wolfe, Crowder 1974, doi:10.1007/BF01580223; for
// capacitated location Geoffrion and McBride 1978, doi:10.1080/05695557808975181).
func (r *region) split(w *ways, o *offers, yuanPrice int64, in box, m *meter) *leaf {
	f := &feeSearch{r: r, w: w, o: o, now: newFees(o, len(r.hubs)), size: make([]int, len(r.hubs)), flow: make([]int64, len(r.hubs)), endless: make([]bool, len(r.hubs)),
		choice: make([]int, len(o.cost)), usual: max(1, sumOf(o.flow)/int64(max(1, len(o.flow))))}
	for k, h := range r.hubs {
		for _, one := range w.p.Hubs[h].Sizes {
			f.endless[k] = f.endless[k] || one.Capacity == nil
		}
	}
	best := &leaf{box: in, fees: newFees(o, len(r.hubs)), bound: -never, worst: -1}
	target, pace, since := int64(0), 1.0, 0
	missing := make([]float64, len(r.hubs))
	for step := range feeSteps {
		if !m.spend(int64(len(o.cost) * len(r.hubs) / 4)) {
			break
		}
		value := f.now.hubs(w, r.hubs, yuanPrice, in, f.size)
		clear(f.flow)
		for n, costs := range o.cost {
			f.choice[n] = -1
			least := int64(0)
			for k, cost := range costs {
				paid := cost + f.now.share[n][k] + f.now.toll[k]*o.flow[n]
				if cost < never/2 && in.high[k] >= 0 && (f.choice[n] < 0 || paid < least) {
					f.choice[n], least = k, paid
				}
			}
			if f.choice[n] < 0 && slices.Min(costs) < never/2 {
				least = never // all hubs that could serve it alone are shut
			} else if f.choice[n] >= 0 {
				f.flow[f.choice[n]] += o.flow[n]
			}
			value += least
		}
		if value >= never/2 {
			best.bound = never
			return best
		}
		for k := range missing { // what a hub is used without being run
			short := 0.0
			for n := range o.cost {
				if f.choice[n] == k {
					short += float64(o.flow[n])
				}
			}
			missing[k] = float64(missing[k]*0.97) + float64(short*0.03)
		}
		if step == 0 {
			target = value + max(value, -value)/10 + scale
		}
		if value > best.bound {
			best.bound, since = value, 0
			best.fees = f.now.copy()
		} else if since++; since >= feePatience {
			pace, since, f.now = pace/2, 0, best.fees.copy()
			if pace < 0.002 {
				break
			}
			continue
		}
		f.move(float64(pace * float64(max(target-value, 1))))
	}
	best.worst = r.loosest(w, best, missing, yuanPrice)
	return best
}

// loosest is the undecided hub for which the fees fall shortest of what its mean flow would cost; −1 where all are decided.
func (r *region) loosest(w *ways, l *leaf, flow []float64, yuanPrice int64) int {
	worst, most := -1, -1.0
	for k, h := range r.hubs {
		if l.low[k] == l.high[k] {
			continue
		}
		hub := w.p.Hubs[h]
		size, _ := sizeFor(hub, int64(flow[k]))
		cost := float64(scale*hub.Sizes[size].YearlyFen + yuanPrice*hub.Sizes[size].OpeningYuan)
		if flow[k] < 1 {
			cost = 0
		}
		if l.low[k] >= 0 { // that much is paid in full
			cost -= float64(scale*hub.Sizes[l.low[k]].YearlyFen + yuanPrice*hub.Sizes[l.low[k]].OpeningYuan)
		}
		if part := float64(cost * math.Min(1, flow[k]/math.Max(1, float64(l.fees.total)))); part > most {
			worst, most = k, part
		}
	}
	return worst
}

func sumOf(list []int64) int64 {
	sum := int64(0)
	for _, one := range list {
		sum += one
	}
	return sum
}

func (f *fees) copy() *fees {
	c := &fees{toll: append([]int64(nil), f.toll...), total: f.total}
	for _, row := range f.share {
		c.share = append(c.share, append([]int64(nil), row...))
	}
	return c
}

// feeSearch is what a search for fees works on.
type feeSearch struct {
	r       *region
	w       *ways
	o       *offers
	now     *fees
	choice  []int   // by zone: the hub it would use
	size    []int   // by hub: the size it is run at, −1 not run
	flow    []int64 // by hub: what it is given
	endless []bool  // by hub: whether a size takes everything
	usual   int64   // flow of a zone
}

// move takes a step of the fees.
func (s *feeSearch) move(length float64) {
	f, hubs, w, o, choice, size, flow, endless, usual := s.now, s.r.hubs, s.w, s.o, s.choice, s.size, s.flow, s.endless, s.usual
	uses := func(n, k int) float64 {
		used := 0.0
		if choice[n] == k {
			used = 1
		}
		if size[k] >= 0 {
			used--
		}
		return used
	}
	over := make([]float64, len(hubs))
	norm := 0.0
	for k, h := range hubs {
		room := int64(0)
		if size[k] >= 0 && w.p.Hubs[h].Sizes[size[k]].Capacity != nil {
			room = *w.p.Hubs[h].Sizes[size[k]].Capacity
		}
		if !endless[k] {
			over[k] = float64(flow[k]-room) / float64(usual)
		}
		if over[k] < 0 && f.toll[k] == 0 {
			over[k] = 0
		}
		norm += float64(over[k] * over[k])
	}
	for n := range o.cost {
		for k := range hubs {
			if g := uses(n, k); g > 0 || f.share[n][k] > 0 {
				norm += float64(g * g)
			}
		}
	}
	if norm == 0 {
		return
	}
	stride := length / norm
	for k := range hubs {
		f.toll[k] = max(0, f.toll[k]+int64(math.Round(float64(stride*over[k])/float64(usual))))
	}
	for n := range o.cost {
		for k := range hubs {
			if o.flow[n] > 0 {
				f.share[n][k] = min(max(0, f.share[n][k]+int64(math.Round(float64(stride*uses(n, k))))), never/scale)
			}
		}
	}
}
