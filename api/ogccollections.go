package api

import (
	"context"
	"net/http"

	"cuntong/api/layer"
	"cuntong/geo"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
)

// ogcLayer is a collection's features and those among them that the caller may see.
type ogcLayer struct {
	*ogcCollection
	*layer.Layer
	scope layer.Scope
}

// ogcLayerOf reads the collection that the path names.
func (s *server) ogcLayerOf(r *http.Request) (*ogcLayer, error) {
	ctx := r.Context()
	collection, err := s.ogcCollection(ctx, chi.URLParam(r, "collection"))
	if err != nil {
		return nil, err
	}
	l, err := s.layers.Get(ctx, collection.ref)
	if err != nil {
		return nil, err
	}
	scope, err := s.layers.Scope(ctx, l, callerOf(ctx).Area)
	if err != nil {
		return nil, err
	}
	return &ogcLayer{collection, l, scope}, nil
}

// extent is the bound of the features that the caller may see, and how many there are.
func (l *ogcLayer) extent() (bound orb.Bound, located bool, count int) {
	if l.scope.All() {
		bound, located = l.Extent()
		return bound, located, l.Len()
	}
	for i := range l.Len() {
		if !l.scope.Has(i) {
			continue
		}
		count++
		if b, ok := l.Bound(i); ok && located {
			bound = bound.Union(b)
		} else if ok {
			bound, located = b, true
		}
	}
	return bound, located, count
}

// ogcDescribed is the answer about one collection.
type ogcDescribed struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	ItemType    string     `json:"itemType"`
	ItemCount   *int       `json:"itemCount,omitempty"`
	Extent      *ogcExtent `json:"extent,omitempty"`
	CRS         []geo.CRS  `json:"crs"`
	StorageCRS  geo.CRS    `json:"storageCrs"`
	Links       []ogcLink  `json:"links"`
}

type ogcExtent struct {
	Spatial struct {
		BBox [][4]float64 `json:"bbox"`
		CRS  geo.CRS      `json:"crs"`
	} `json:"spatial"`
}

func extentOf(b orb.Bound) *ogcExtent {
	var e ogcExtent
	e.Spatial.BBox = [][4]float64{{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}}
	e.Spatial.CRS = geo.CRS84
	return &e
}

func (s *server) ogcDescribe(base string, c *ogcCollection) ogcDescribed {
	chinese, english := layer.Title(c.ref.Kind)
	self := base + "/collections/" + c.id
	return ogcDescribed{
		ID: c.id, Title: c.title(), Description: chinese + "。" + english + ".", ItemType: "feature", CRS: geo.CRSs(), StorageCRS: geo.CRS84,
		Links: append([]ogcLink{
			{self, "self", jsonType, "This collection"},
			{self + "?f=html", "alternate", htmlType, "本数据集的网页 For people"},
			{self + "/items", "items", geoJSONType, "要素 Features"},
			{self + "/items?f=html", "items", htmlType, "要素的网页 Features for people"},
			{self + "/queryables", ogcQueryablesRel, schemaType, "可查询字段 What filters may ask about"},
			{self + "/schema", ogcSchemaRel, schemaType, "字段 Fields"},
			// GDAL learns the types of fields from here, which the first features may leave null.
			{self + "/feature", "describedBy", schemaType, "JSON Schema of one feature"},
		}, ogcCollectionTileLinks(base, c.id)...),
	}
}

func (s *server) ogcCollectionPage(w http.ResponseWriter, r *http.Request) error {
	l, err := s.ogcLayerOf(r)
	if err != nil {
		return err
	}
	described := s.ogcDescribe(s.ogcBase(r), l.ogcCollection)
	bound, located, count := l.extent()
	if located {
		described.Extent = extentOf(bound)
	}
	described.ItemCount = &count
	return s.writeOGC(w, r, jsonType, described, &ogcPage{Kind: "collection", Title: described.Title, Collection: &described, Fields: ogcFields(r.Context(), l.Layer)})
}

// ogcCollections lists all collections. Plans are not read for it: the extent of a plan's collections is that of the settlements and
// facilities in its area, which holds them.
func (s *server) ogcCollections(w http.ResponseWriter, r *http.Request) error {
	ctx, base := r.Context(), s.ogcBase(r)
	visible, err := s.ogcVisible(ctx)
	if err != nil {
		return err
	}
	own := callerOf(ctx).Area
	extents := map[string]*ogcExtent{}
	list := make([]ogcDescribed, 0, len(visible))
	for _, c := range visible {
		described := s.ogcDescribe(base, c)
		if c.plan != nil {
			area := c.plan.Scenario.Area
			extent, known := extents[area]
			if !known {
				if extent, err = s.extentOfArea(ctx, area); err != nil {
					return err
				}
				extents[area] = extent
			}
			described.Extent = extent
			list = append(list, described)
			continue
		}
		l, err := s.layers.Get(ctx, c.ref)
		if err != nil {
			return err
		}
		scope, err := s.layers.Scope(ctx, l, own)
		if err != nil {
			return err
		}
		bound, located, count := (&ogcLayer{c, l, scope}).extent()
		if located {
			described.Extent = extentOf(bound)
		}
		described.ItemCount = &count
		list = append(list, described)
	}
	document := struct {
		Collections []ogcDescribed `json:"collections"`
		CRS         []geo.CRS      `json:"crs"`
		Links       []ogcLink      `json:"links"`
	}{list, geo.CRSs(), []ogcLink{
		{base + "/collections", "self", jsonType, "This list"},
		{base + "/collections?f=html", "alternate", htmlType, "本列表的网页 For people"},
	}}
	return s.writeOGC(w, r, jsonType, document, &ogcPage{Kind: "collections", Title: "数据集 Collections", Collections: list})
}

func (s *server) extentOfArea(ctx context.Context, area string) (*ogcExtent, error) {
	var bound orb.Bound
	located := false
	for _, kind := range []layer.Kind{layer.Settlements, layer.Facilities} {
		l, err := s.layers.Get(ctx, layer.Ref{Kind: kind})
		if err != nil {
			return nil, err
		}
		scope, err := s.layers.Scope(ctx, l, area)
		if err != nil {
			return nil, err
		}
		b, ok, _ := (&ogcLayer{nil, l, scope}).extent()
		if ok && located {
			bound = bound.Union(b)
		} else if ok {
			bound, located = b, true
		}
	}
	if !located {
		return nil, nil
	}
	return extentOf(bound), nil
}
