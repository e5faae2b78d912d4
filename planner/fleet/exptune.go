package fleet

import (
	"os"
	"strconv"
)

func envInt(k string, d int) int {
	if v, err := strconv.Atoi(os.Getenv(k)); err == nil {
		return v
	}
	return d
}

var meanRemoved = envInt("MEAN", 10)
var closeReach = envInt("CLOSE", 24)
var longestString = envInt("LONG", 10)
