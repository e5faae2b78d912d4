package gpkg

import (
	"testing"

	"cuntong/data"
	"cuntong/data/storetest"
)

func TestTheGeoPackageKeepsTheContractOfAStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) data.Store {
		s, _ := openNew(t)
		return s
	})
}
