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

package io.raftboot.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.raftboot.sample.Launch;
import io.raftboot.sample.NodeProcess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One node, through all the processes that it has been.
 */
final class FaultNode implements AutoCloseable {

	private final int number;

	private final Path directory;

	private final Program program;

	private final Network network;

	private final NodeDisk disk;

	private final List<String> settings;

	private @Nullable Path clockLibrary;

	private final AtomicBoolean busy = new AtomicBoolean();

	private final List<String> founders = new ArrayList<>();

	private volatile @Nullable NodeProcess process;

	private volatile boolean paused;

	private volatile long startedAt;

	FaultNode(int number, Path directory, Program program, Network network, NodeDisk disk, List<String> settings) {
		this.number = number;
		this.directory = directory;
		this.program = program;
		this.network = network;
		this.disk = disk;
		this.settings = settings;
	}

	/** Make it one of the first members. */
	void found(List<String> addresses) {
		this.founders.addAll(addresses);
	}

	/** From now on it starts with a clock that can be moved. */
	void useClock() {
		this.clockLibrary = Capabilities.clockLibrary();
	}

	/** From now on it starts as a member of nothing. */
	void forgetFounders() {
		this.founders.clear();
	}

	/** Start the process; returns before it answers. */
	void start() throws IOException {
		Files.createDirectories(this.directory);
		List<String> arguments = new ArrayList<>();
		arguments.add("--raft.address=" + address());
		arguments.add("--raft.data-directory=" + this.disk.dataDirectory());
		arguments.add(this.founders.isEmpty() ? "--raft.bootstrap=manual"
				: "--raft.members=" + String.join(",", this.founders));
		arguments.addAll(this.settings);
		List<String> command = new ArrayList<>(this.network.enter(this.number));
		command.addAll(this.program.command());
		NodeProcess starting = new NodeProcess(this.directory, new Launch(host(), command, environment()), httpPort(),
				raftPort(), arguments);
		starting.start();
		this.process = starting;
		this.paused = false;
		this.startedAt = System.nanoTime();
	}

	private Map<String, String> environment() throws IOException {
		Map<String, String> environment = new HashMap<>();
		if (this.clockLibrary != null) {
			setClock("+0");
			environment.put("LD_PRELOAD", this.clockLibrary.toString());
			environment.put("FAKETIME_TIMESTAMP_FILE", clockFile().toString());
			environment.put("FAKETIME_CACHE_DURATION", "1");
			environment.put("DONT_FAKE_MONOTONIC", "1");
			// or timed waits end at once, and every thread of the JVM spins
			environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
		}
		return environment;
	}

	private Path clockFile() {
		return this.directory.resolve("clock");
	}

	/** Move the node's wall clock, but not its monotonic one. */
	void setClock(String offset) throws IOException {
		Files.writeString(clockFile(), offset + "\n");
	}

	private NodeProcess process() {
		NodeProcess current = this.process;
		if (current == null) {
			throw new IllegalStateException("node \"" + this.number + "\" was never started");
		}
		return current;
	}

	void awaitAnswer() {
		process().awaitAnswer();
	}

	void kill() {
		process().kill();
		this.paused = false;
	}

	void stop() throws IOException {
		try {
			process().stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void pause() throws IOException {
		this.paused = true;
		Commands.run("kill", "-STOP", String.valueOf(pid()));
	}

	void resume() throws IOException {
		if (isAlive()) {
			Commands.run("kill", "-CONT", String.valueOf(pid()));
		}
		this.paused = false;
	}

	int awaitExit() throws InterruptedException {
		return process().awaitExit();
	}

	boolean isAlive() {
		NodeProcess current = this.process;
		return current != null && current.isAlive();
	}

	/** Whether it runs and nothing keeps it from answering. */
	boolean isUsable() {
		return isAlive() && !this.paused;
	}

	/** Reserve it for one fault, so that no other starts or stops it meanwhile. */
	boolean reserve() {
		return this.busy.compareAndSet(false, true);
	}

	void release() {
		this.busy.set(false);
	}

	boolean isReserved() {
		return this.busy.get();
	}

	long pid() {
		return process().pid();
	}

	int number() {
		return this.number;
	}

	String host() {
		return this.network.host(this.number);
	}

	int raftPort() {
		return this.network.raftPort(this.number);
	}

	int httpPort() {
		return this.network.httpPort(this.number);
	}

	InetSocketAddress socketAddress() {
		return new InetSocketAddress(host(), raftPort());
	}

	String address() {
		return host() + ":" + raftPort();
	}

	NodeDisk disk() {
		return this.disk;
	}

	Path logFile() {
		return this.directory.resolve("node.log");
	}

	String log() {
		return process().log();
	}

	/** Return when the process that runs now was started, in the time of nanoTime. */
	long startedAt() {
		return this.startedAt;
	}

	JsonNode call(String method, String params) throws IOException {
		try (Door door = Door.http(this)) {
			return door.call(method, params);
		}
	}

	@Override
	public void close() {
		if (this.process != null) {
			process().kill();
		}
		this.disk.close();
	}

	@Override
	public String toString() {
		return "node " + this.number;
	}

}
