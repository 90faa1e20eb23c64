-- AlterTable
ALTER TABLE "Node" ADD COLUMN "registration" TEXT;
