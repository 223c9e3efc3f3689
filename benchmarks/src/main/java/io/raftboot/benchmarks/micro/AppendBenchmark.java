/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.benchmarks.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.storage.FileDisk;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.StorageSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends to the log and makes it durable, as the loop does once for everything that has
 * arrived. Each iteration writes a new log, in the working directory: a temporary one may
 * be in memory, where nothing is durable.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init")
public class AppendBenchmark {

	/** Entries that are appended at once. */
	@Param({ "1", "32", "300" })
	private int entries;

	/** Bytes of a payload. */
	@Param({ "64", "1100" })
	private int payloadSize;

	/** Whether the log is forced to the disk. */
	@Param({ "true", "false" })
	private boolean sync;

	private Path directory;

	private FileDisk disk;

	private NodeStorage storage;

	private byte[] payload;

	private long lastIndex;

	/**
	 * Open a new log.
	 * @throws IOException if that fails
	 */
	@Setup(Level.Iteration)
	public void open() throws IOException {
		this.directory = Files.createTempDirectory(Path.of(""), "append");
		this.disk = FileDisk.open(this.directory);
		this.storage = NodeStorage.open(this.disk, new StorageSettings("default", this.sync, 64L << 20, 64L << 20));
		this.payload = new byte[this.payloadSize];
		this.lastIndex = 0;
	}

	/**
	 * Append and sync.
	 * @throws IOException if that fails
	 */
	@Benchmark
	public void append() throws IOException {
		List<Entry> batch = new ArrayList<>(this.entries);
		for (int i = 0; i < this.entries; i++) {
			batch.add(new Entry(++this.lastIndex, 1, 1, EntryType.COMMAND, this.payload));
		}
		this.storage.append(batch);
		this.storage.sync();
	}

	/**
	 * Close and delete the log.
	 * @throws IOException if that fails
	 */
	@TearDown(Level.Iteration)
	public void delete() throws IOException {
		this.storage.close();
		this.disk.close();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
