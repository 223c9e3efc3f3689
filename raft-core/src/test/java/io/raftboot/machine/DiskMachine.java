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

package io.raftboot.machine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.raftboot.ApplyContext;
import io.raftboot.OnDiskMachine;
import io.raftboot.ReadOnly;
import io.raftboot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * Counters in a journal of their values, which is only appended to. The file
 * {@code committed}, replaced in one piece, holds the length of the journal that counts
 * and the node's bytes: what the journal has beyond is cut when it is opened.
 */
public final class DiskMachine implements OnDiskMachine<DiskMachine.Input> {

	private final Path directory;

	private final Map<String, Long> values = new TreeMap<>();

	private @Nullable FileChannel journal;

	/** How many commands were applied since the start. */
	final AtomicLong applied = new AtomicLong();

	final AtomicInteger persisted = new AtomicInteger();

	volatile boolean broken;

	/**
	 * Create a machine.
	 * @param directory its own
	 */
	public DiskMachine(Path directory) {
		this.directory = directory;
	}

	@Override
	public byte @Nullable [] open() throws IOException {
		Files.createDirectories(this.directory);
		FileChannel opened = FileChannel.open(this.directory.resolve("journal"), StandardOpenOption.CREATE,
				StandardOpenOption.READ, StandardOpenOption.WRITE);
		this.journal = opened;
		if (!Files.exists(committed())) {
			opened.truncate(0);
			return null;
		}
		ByteBuffer found = ByteBuffer.wrap(Files.readAllBytes(committed()));
		opened.truncate(found.getLong());
		read(Channels.newInputStream(opened));
		byte[] hostState = new byte[found.remaining()];
		found.get(hostState);
		return hostState;
	}

	private Path committed() {
		return this.directory.resolve("committed");
	}

	private FileChannel journal() {
		FileChannel opened = this.journal;
		if (opened == null) {
			throw new IllegalStateException("open() comes first");
		}
		return opened;
	}

	@Override
	public void persist(byte[] hostState) throws IOException {
		if (this.broken) {
			throw new IOException("planned");
		}
		journal().force(true);
		Path unfinished = this.directory.resolve("committed.tmp");
		try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
				StandardOpenOption.TRUNCATE_EXISTING)) {
			file.write(ByteBuffer.allocate(Long.BYTES + hostState.length)
				.putLong(journal().position())
				.put(hostState)
				.flip());
			file.force(true);
		}
		Files.move(unfinished, committed(), StandardCopyOption.ATOMIC_MOVE);
		syncDirectory();
		this.persisted.incrementAndGet();
	}

	private void syncDirectory() throws IOException {
		try (FileChannel names = FileChannel.open(this.directory, StandardOpenOption.READ)) {
			names.force(true);
		}
	}

	@Override
	public @Nullable Object apply(ApplyContext context, Input input) throws IOException {
		if (input instanceof Get get) {
			return this.values.get(get.key());
		}
		if (input instanceof Applied) {
			return this.applied.get();
		}
		Add add = (Add) input;
		long value = this.values.getOrDefault(add.key(), 0L) + add.amount();
		this.applied.incrementAndGet();
		set(add.key(), value);
		return value;
	}

	private void set(String key, long value) throws IOException {
		this.values.put(key, value);
		write(Channels.newOutputStream(journal()), key, value);
	}

	@Override
	public SnapshotWriter takeSnapshot() {
		Map<String, Long> copy = new TreeMap<>(this.values);
		return (out) -> copy.forEach((key, value) -> {
			try {
				write(out, key, value);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Override
	public void restoreSnapshot(InputStream snapshot) throws IOException {
		// from here on a crash leaves an empty machine
		Files.deleteIfExists(committed());
		syncDirectory();
		journal().truncate(0);
		this.values.clear();
		read(snapshot);
		for (Map.Entry<String, Long> entry : this.values.entrySet()) {
			write(Channels.newOutputStream(journal()), entry.getKey(), entry.getValue());
		}
	}

	private static void write(OutputStream out, String key, long value) throws IOException {
		DataOutputStream record = new DataOutputStream(out);
		record.writeUTF(key);
		record.writeLong(value);
	}

	private void read(InputStream from) throws IOException {
		DataInputStream in = new DataInputStream(from);
		while (true) {
			String key;
			try {
				key = in.readUTF();
			}
			catch (EOFException ex) {
				return;
			}
			this.values.put(key, in.readLong());
		}
	}

	public sealed interface Input {

	}

	public record Add(String key, long amount) implements Input {
	}

	@ReadOnly
	public record Get(String key) implements Input {
	}

	@ReadOnly
	public record Applied() implements Input {
	}

}
