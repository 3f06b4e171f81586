#!/usr/bin/env bats
# Signals: a training that is stopped saves what it has.

load common

# Starts a long training in the background; returns after its first epoch.
start() { # OUTPUT
	[ -f d.csv ] || cp "$root/datasets/electricity-load.csv" d.csv
	rm -f log.csv
	"$RNNFC" train d.csv --layers 8 --epochs 100000 --threads 2 \
		--log log.csv -o "$1" >out 2>err 3>&- &
	pid=$!
	for _ in $(seq 600); do
		if [ -s log.csv ] && [ "$(wc -l <log.csv)" -ge 2 ]; then
			return
		fi
		sleep 0.05
	done
	kill -KILL $pid
	return 1
}

# Sends the signal and waits; the status is in $status.
stop() { # SIGNAL
	kill -"$1" $pid
	status=0
	wait $pid 2>/dev/null || status=$?
}

@test "TERM: status 143, and a model that predicts" {
	start m
	stop TERM
	[ "$status" -eq 143 ]
	[ ! -s out ]
	grep -q "Stopped by a signal; whole epochs: [0-9]" err
	holds d.csv err log.csv m out
	rnnfc predict -m m -H 5 | all_finite 5
	works info m
	works evaluate d.csv -m m
	[[ $output == *"$(sed -n '/^Judged/,/^Wrote/p' err | grep '  model ')"* ]]
}

@test "HUP: status 129" {
	start m
	stop HUP
	[ "$status" -eq 129 ]
	rnnfc predict -m m -H 5 | all_finite 5
}

@test "HUP is ignored under nohup" {
	cp "$root/datasets/electricity-load.csv" d.csv
	nohup "$RNNFC" train d.csv --layers 8 --epochs 100000 --log log.csv -o m \
		</dev/null >out 2>err 3>&- &
	pid=$!
	until [ -s log.csv ]; do sleep 0.05; done
	kill -HUP $pid
	sleep 0.5
	kill -0 $pid
	stop TERM
	[ "$status" -eq 143 ]
}

@test "INT: status 130, as a terminal sends it" {
	cp "$root/datasets/electricity-load.csv" d.csv
	run -130 timeout --foreground --preserve-status -k 20 -s INT 2 \
		"$RNNFC" train d.csv --layers 8 --epochs 100000 --threads 2 -o m
	[[ $output == *"Stopped by a signal"* ]]
	rnnfc predict -m m -H 5 | all_finite 5
	holds d.csv m
}

@test "a stopped training replaces an old model whole" {
	quarters small.csv
	rnnfc train small.csv -q "${small[@]}" -o m
	cp m old
	start m
	cmp m old
	stop TERM
	run ! cmp -s m old
	works info m
}

@test "stopped before anything was trained: the old model stays" {
	quarters small.csv
	rnnfc train small.csv -q "${small[@]}" -o m
	cp m old
	mkfifo fifo
	exec 9<>fifo # open for writing, so that the reader waits
	for signal in TERM HUP; do
		"$RNNFC" train - -o m <fifo >out 2>err 3>&- 9>&- &
		pid=$!
		head -n 50 small.csv >&9
		sleep 0.3
		stop $signal
		[ "$status" -gt 128 ]
		cmp m old
	done
	exec 9>&-
	holds err fifo m old out small.csv
}

@test "KILL in training: the old model stays, and no temporary" {
	quarters small.csv
	rnnfc train small.csv -q "${small[@]}" -o m
	cp m old
	start m
	stop KILL
	[ "$status" -eq 137 ]
	cmp m old
	holds d.csv err log.csv m old out small.csv
}

@test "--json of a stopped training is whole" {
	cp "$root/datasets/electricity-load.csv" d.csv
	"$RNNFC" train d.csv --layers 8 --epochs 100000 --log log.csv -o m \
		--json >out 2>err 3>&- &
	pid=$!
	until [ -s log.csv ] && [ "$(wc -l <log.csv)" -ge 3 ]; do
		sleep 0.05
	done
	stop TERM
	[ "$status" -eq 143 ]
	jq -e '.command == "train" and (.epochs | length >= 2)' out >/dev/null
}
